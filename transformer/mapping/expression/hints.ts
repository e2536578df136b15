/** Why parts of jsonata are not part of mappings, and what to write instead. */
type Advice = { readonly message: string; readonly hint: string };

const eachHint =
  'Use each: for one object per item, a filter such as to_Item[Amount > 0], or a path such as to_Item.(Quantity & Unit).';

/** By the type of jsonata's node. */
export const constructs: Readonly<Record<string, Advice>> = {
  lambda: { message: 'Functions of your own are not part of mappings', hint: eachHint },
  partial: {
    message: 'Partial calls, f(?), are not part of mappings',
    hint: 'Call the function with all its arguments.',
  },
  transform: {
    message: 'The transform operator, |…|…|, is not part of mappings',
    hint: 'Build the new object with fields:, or with {…} and $merge.',
  },
  regex: {
    message: 'Regular expressions are not part of mappings: some of them take forever on some texts',
    hint: 'Use $contains, $substringBefore, $substringAfter, $split or $replace with a text.',
  },
  wildcard: {
    message: 'The wildcard * is not part of mappings: which source fields it reads cannot be told',
    hint: 'Name the fields: [FieldA, FieldB].',
  },
  descendant: {
    message: 'The descendant wildcard ** is not part of mappings: which source fields it reads cannot be told',
    hint: 'Write the path to the field: to_Item.to_Account.CostCenter.',
  },
  parent: {
    message: 'The parent operator % is not part of mappings',
    hint: 'Start from $record, the whole source record, or assign the parent before: ($parent := $; to_Item.($parent.Id)).',
  },
  sort: {
    message: 'Sorting, ^(…), is not part of mappings',
    hint: 'Items keep the order of the source; consumers sort as they need.',
  },
  group: {
    message: 'Grouping, path{key: value}, is not part of mappings',
    hint: 'Use each: for one object per item, or path.{…} with a dot.',
  },
  focus: { message: 'Binding with @ is not part of mappings', hint: 'Use a filter, or assign with := in ( … ; … ).' },
  index: { message: 'Binding with # is not part of mappings', hint: 'Take an item by its position: to_Item[0].' },
  range: {
    message: 'Ranges, [a..b], are not part of mappings',
    hint: 'Write the values, or use the items of the record.',
  },
  bind: {
    message: ':= stands only as a statement of its own inside parentheses',
    hint: 'Write ( $name := …; … ).',
  },
};

const unstable: Advice = {
  message: 'gives another value each time: a record would look changed on every run',
  hint: 'Take the time from the record; the event carries the time of extraction.',
};
const higherOrder: Advice = { message: 'takes a function, and functions are not values in mappings', hint: eachHint };
const encoding: Advice = { message: 'is not part of mappings', hint: 'Keep the text as it is; consumers encode.' };
const picture: Advice = {
  message: 'is not part of mappings: presentation belongs to consumers',
  hint: 'Use $decimal for amounts, $number to compute, $pad to fill up.',
};
const dates: Advice = { message: 'is not part of mappings', hint: 'Use $date or $dateTime.' };

/** Functions of jsonata outside the subset, by name. */
export const refusedFunctions: Readonly<Record<string, Advice>> = {
  map: higherOrder,
  filter: higherOrder,
  reduce: higherOrder,
  single: higherOrder,
  sift: higherOrder,
  each: higherOrder,
  zip: { message: 'is not part of mappings', hint: eachHint },
  spread: { message: 'is not part of mappings', hint: 'Use $keys and $lookup.' },
  clone: { message: 'is not needed: values never change', hint: 'Leave it out.' },
  sort: {
    message: 'is not part of mappings',
    hint: 'Items keep the order of the source; consumers sort as they need.',
  },
  eval: { message: 'would run text from the record as code', hint: 'Write the expression itself here.' },
  now: unstable,
  millis: unstable,
  random: unstable,
  shuffle: unstable,
  match: {
    message: 'needs a regular expression, and some of those take forever on some texts',
    hint: 'Use $contains, $substringBefore, $substringAfter or $split with a text.',
  },
  toMillis: dates,
  fromMillis: dates,
  formatNumber: picture,
  formatBase: picture,
  formatInteger: picture,
  parseInteger: picture,
  base64encode: encoding,
  base64decode: encoding,
  encodeUrl: encoding,
  encodeUrlComponent: encoding,
  decodeUrl: encoding,
  decodeUrlComponent: encoding,
  error: {
    message: 'is not part of mappings',
    hint: 'Use when: to leave a record out, or let the entity’s schema refuse it.',
  },
  assert: {
    message: 'is not part of mappings',
    hint: 'Use when: to leave a record out, or let the entity’s schema refuse it.',
  },
};
