export { builtinScorers, modulePrefix, topicMethods } from '../../scoring/settings.ts';
