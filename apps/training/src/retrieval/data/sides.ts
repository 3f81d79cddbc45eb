import type { FeatureFile, FeatureSpec } from '@reckit/features';
import { quoted } from '@reckit/messages';
import { BadTrainingRun } from '../../run/errors';

/** The names of the two sides of a model: of who asks, and of what is found. */
export interface SideNames {
  readonly query: 'user' | 'query';
  readonly item: 'item' | 'doc';
}

/**
 * Parts the features of a file into those of the two sides: by the `side` of a feature, else by its name, which begins
 * with that of its side.
 *
 * @param file - where the features were described, for messages
 * @throws BadTrainingRun for a feature of neither side, or of both, and for a side without features
 */
export function partedBySide(
  { spec, sides }: Pick<FeatureFile, 'spec' | 'sides'>,
  names: SideNames,
  file: string,
): { readonly query: FeatureSpec; readonly item: FeatureSpec } {
  const sideOf = (name: string): string => {
    const byName = [names.query, names.item].find(side => name.startsWith(`${side}_`));
    const said = sides.get(name);
    if (said !== undefined && said !== names.query && said !== names.item) {
      throw new BadTrainingRun(
        `${file}: the feature ${quoted(name)} has the side ${quoted(said)}; here it is "${names.query}" or "${names.item}".`,
      );
    }
    if (said !== undefined && byName !== undefined && said !== byName) {
      throw new BadTrainingRun(
        `${file}: the feature ${quoted(name)} has the side ${quoted(said)}, and is of the side "${byName}" by its name: rename it, or leave out "side".`,
      );
    }
    const side = said ?? byName;
    if (side !== undefined) return side;
    throw new BadTrainingRun(
      `${file}: the feature ${quoted(name)} is of neither side: give it "side": "${names.query}" or "${names.item}", or a name that begins with ${names.query}_ or ${names.item}_.`,
    );
  };
  const crosses = spec.crosses ?? [];
  const parted = crosses.find(({ cross: [one, other] }) => sideOf(one) !== sideOf(other));
  if (parted) {
    const [one, other] = parted.cross.map(name => quoted(name));
    throw new BadTrainingRun(
      `${file}: the cross ${quoted(parted.name)} is of ${one} and ${other}, which are of two sides; each side sees its own features alone.`,
    );
  }
  const crossesOf = (side: string): Pick<FeatureSpec, 'crosses'> =>
    crosses.length === 0 ? {} : { crosses: crosses.filter(({ cross: [part] }) => sideOf(part) === side) };
  const featuresOf = (side: string): FeatureSpec => {
    const features = spec.features.filter(({ name }) => sideOf(name) === side);
    if (features.length > 0) return { ...spec, features, ...crossesOf(side) };
    throw new BadTrainingRun(`${file}: there is no feature of the side "${side}"; both sides need one.`);
  };
  return { query: featuresOf(names.query), item: featuresOf(names.item) };
}
