import { sep } from 'node:path';
import ts from 'typescript';

/** Reads declaration files together, since they share most of what they import. */
export function readDeclarations(entries: readonly string[]): ts.Program {
  const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, types: [] };
  return ts.createProgram(entries, options);
}

/**
 * Returns the types that the exports of a declaration file name but that a user could not import, as `Type, named by
 * Export`. `also` are further files whose exports count as importable.
 */
export function unexportedTypes(program: ts.Program, entry: string, also: readonly string[] = []): readonly string[] {
  const checker = program.getTypeChecker();
  const resolve = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exportsOf = (file: string): readonly ts.Symbol[] => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    return module === undefined ? [] : checker.getExportsOfModule(module).map(resolve);
  };
  const exported = exportsOf(entry);
  const importable = new Set([...exported, ...also.flatMap(exportsOf)]);
  if (exported.length === 0) throw new Error(`${entry} exports nothing.`);

  const isOwn = ({ declarations = [] }: ts.Symbol): boolean =>
    declarations.some(
      (declaration) =>
        !ts.isTypeParameterDeclaration(declaration) &&
        declaration.getSourceFile().fileName.includes(`${sep}undertone${sep}dist${sep}`),
    );
  const namesIn = (node: ts.Node): readonly ts.Node[] => {
    const names: ts.Node[] = [];
    const visit = (each: ts.Node): void => {
      if (ts.isTypeReferenceNode(each))
        names.push(ts.isQualifiedName(each.typeName) ? each.typeName.right : each.typeName);
      if (ts.isExpressionWithTypeArguments(each)) names.push(each.expression);
      ts.forEachChild(each, visit);
    };
    visit(node);
    return names;
  };
  return exported.flatMap((symbol) =>
    (symbol.declarations ?? []).flatMap(namesIn).flatMap((name) => {
      const named = checker.getSymbolAtLocation(name);
      const type = named && resolve(named);
      return type === undefined || importable.has(type) || !isOwn(type)
        ? []
        : [`${type.name}, named by ${symbol.name}`];
    }),
  );
}
