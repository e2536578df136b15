import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Discrepancy } from '../../../transformer/compare/discrepancy.ts';
import { openTwoConnections, type TwoConnections } from '../../support/two-connections.ts';

const id = (scheme: string, value: string): object => ({ scheme, value });
const orgno = (value: string): object => id('se-orgno', value);
const kindsOf = (found: readonly Discrepancy[]): readonly string[] => found.map(({ kind }) => kind);
const fieldsOf = (found: readonly Discrepancy[]): unknown =>
  found.flatMap((one) => (one.kind === 'differing' ? one.fields : []));

describe('comparing two connections', () => {
  let both: TwoConnections;
  beforeEach(() => {
    both = openTwoConnections();
  });
  afterEach(() => both.close());

  test('equal by canonical value: spelling, order of sets and the ERPs’ own ids make no difference', async () => {
    const common = { kind: 'organisation', name: 'Älvens Rör AB', creditLimit: { amount: '100.5', currency: 'SEK' } };
    await both.put('l', 'party', '17', {
      ...common,
      roles: ['supplier', 'customer'],
      identifiers: [orgno('556677-8899'), id('vat', 'SE556677889901')],
      address: { postalCode: '417 05', street: 'Grusvägen  14' },
      contact: { email: 'Faktura@Rör.example', phone: '+46 31-700 12 34' },
      bankAccounts: [{ iban: 'NO9386011117947' }, { iban: 'SE4550000000058398257466' }],
    });
    await both.put('r', 'party', 'S-4', {
      ...common,
      name: 'A\u0308lvens Rör AB',
      roles: ['customer', 'supplier'],
      identifiers: [orgno('5566778899')],
      address: { postalCode: '41705', street: 'Grusvägen 14' },
      contact: { email: 'faktura@rör.example', phone: '0046317001234' },
      bankAccounts: [{ iban: 'SE45 5000 0000 0583 9825 7466' }, { iban: 'NO9386011117947' }],
    });
    const { found, summary } = await both.compare('party');
    expect(found).toEqual([]);
    expect(summary).toMatchObject({ equal: 1, differing: 0, onlyLeft: 0, onlyRight: 0, ambiguous: 0 });
  });

  test('says which fields differ, with both values, also where one side has none', async () => {
    const identifiers = [orgno('5566778899')];
    await both.put('l', 'party', '1', {
      name: 'A AB',
      identifiers,
      contact: { email: 'a@x.example' },
      roles: ['supplier'],
    });
    await both.put('r', 'party', '9', { name: 'B AB', identifiers, roles: ['customer'] });
    const { found, summary } = await both.compare('party');
    expect(found).toEqual([
      {
        kind: 'differing',
        matchedBy: 'se-orgno:5566778899',
        left: [{ connection: 'l', stream: 'party', key: '1', id: '1', label: 'A AB' }],
        right: [{ connection: 'r', stream: 'party', key: '9', id: '9', label: 'B AB' }],
        fields: [
          { field: 'name', left: 'A AB', right: 'B AB' },
          { field: 'contact.email', left: 'a@x.example' },
          { field: 'roles', left: ['supplier'], right: ['customer'] },
        ],
      },
    ]);
    expect(summary).toMatchObject({ differing: 1, equal: 0 });
    const only = await both.compare('party', { fields: ['roles'] });
    expect(fieldsOf(only.found)).toEqual([{ field: 'roles', left: ['supplier'], right: ['customer'] }]);
  });

  test('what is on one side only, and what has no identifier', async () => {
    await both.put('l', 'party', '1', { name: 'A', identifiers: [orgno('5566778899')] });
    await both.put('r', 'party', '2', { name: 'B', identifiers: [orgno('5599887766')] });
    await both.put('r', 'party', '3', { name: 'A' });
    const { found, summary } = await both.compare('party');
    expect(found).toMatchObject([
      { kind: 'left', identifiers: ['se-orgno:5566778899'], records: [{ key: '1', label: 'A' }] },
      { kind: 'right', records: [{ key: '2' }] },
      { kind: 'unmatchable', side: 'right', record: { key: '3' } },
    ]);
    expect(summary).toMatchObject({ onlyLeft: 1, onlyRight: 1, unmatchable: { left: 0, right: 1 } });
    expect(kindsOf((await both.compare('party', { kinds: ['right'] })).found)).toEqual(['right']);
    expect((await both.compare('party', { limit: 0 })).found).toEqual([]);
  });

  test('an organisation number and a VAT number that holds it are the same', async () => {
    await both.put('l', 'party', '1', { name: 'A', identifiers: [orgno('5566778899')] });
    await both.put('r', 'party', '2', { name: 'A', identifiers: [id('vat', 'SE 556677-8899 01')] });
    await both.put('l', 'party', '3', { name: 'N', identifiers: [id('vat', 'NO 987 654 325 MVA')] });
    await both.put('r', 'party', '4', { name: 'N', identifiers: [id('no-orgno', '987654325')] });
    expect((await both.compare('party')).summary).toMatchObject({ equal: 2, onlyLeft: 0, onlyRight: 0 });
  });

  test('several records with the same number are ambiguous, and no weaker number decides between them', async () => {
    const [one, two] = [id('gln', '7350000000017'), id('gln', '7350000000024')];
    await both.put('l', 'party', '1', { name: 'A', identifiers: [orgno('5566778899'), one] });
    await both.put('l', 'party', '2', { name: 'A', identifiers: [orgno('5566778899'), two] });
    await both.put('r', 'party', '9', { name: 'A', identifiers: [orgno('5566778899'), two] });
    const { found } = await both.compare('party');
    expect(found).toMatchObject([
      {
        kind: 'ambiguous',
        reason: 'several',
        matchedBy: 'se-orgno:5566778899',
        left: [{ key: '1' }, { key: '2' }],
        right: [{ key: '9' }],
      },
    ]);
  });

  test('a shared account of two organisations with different numbers makes them no match', async () => {
    const bankAccounts = [{ iban: 'NO9386011117947' }];
    await both.put('l', 'party', '1', { name: 'A', identifiers: [orgno('5566778899')], bankAccounts });
    await both.put('r', 'party', '2', { name: 'B', identifiers: [orgno('5599887766')], bankAccounts });
    expect((await both.compare('party')).found).toMatchObject([
      { kind: 'ambiguous', reason: 'contradiction', matchedBy: 'iban:NO9386011117947' },
    ]);
    await both.put('l', 'party', '3', { name: 'C', bankAccounts: [{ iban: 'SE4550000000058398257466' }] });
    await both.put('r', 'party', '4', { name: 'C', bankAccounts: [{ iban: 'SE4550000000058398257466' }] });
    expect((await both.compare('party')).summary).toMatchObject({ equal: 1, ambiguous: 1 });
  });

  test('a weaker number of which there is only one differs as `identifiers`', async () => {
    await both.put('l', 'party', '1', { name: 'A', identifiers: [id('de-orgno', 'HRB 1'), id('vat', 'DE111111125')] });
    await both.put('r', 'party', '2', { name: 'A', identifiers: [id('de-orgno', 'HRB 1'), id('vat', 'DE222222228')] });
    expect(fieldsOf((await both.compare('party')).found)).toEqual([
      { field: 'identifiers', left: ['de-orgno:HRB1', 'vat:DE111111125'], right: ['de-orgno:HRB1', 'vat:DE222222228'] },
    ]);
  });

  test('a party that one ERP keeps as customer and as supplier is one object; both records must agree', async () => {
    const identifiers = [orgno('5566778899')];
    await both.put('l', 'party', '1', { name: 'A', identifiers, roles: ['customer', 'supplier'] });
    await both.put('r', 'party', 'C1', { name: 'A', identifiers, roles: ['customer'] }, 'customers');
    await both.put('r', 'party', 'S1', { name: 'A', identifiers, roles: ['supplier'] }, 'suppliers');
    expect((await both.compare('party')).summary).toMatchObject({ equal: 1, differing: 0, ambiguous: 0, onlyRight: 0 });
    await both.put('l', 'party', '2', {
      name: 'B',
      identifiers: [orgno('5599887766')],
      roles: ['customer', 'supplier'],
    });
    await both.put(
      'r',
      'party',
      'C2',
      { name: 'B', identifiers: [orgno('5599887766')], roles: ['customer'] },
      'customers',
    );
    await both.put(
      'r',
      'party',
      'S2',
      { name: 'B!', identifiers: [orgno('5599887766')], roles: ['supplier'] },
      'suppliers',
    );
    expect(fieldsOf((await both.compare('party')).found)).toEqual([{ field: 'name', left: 'B', right: ['B', 'B!'] }]);
    await both.put('r', 'party', 'C3', { name: 'C', identifiers: [orgno('5544332211')] }, 'customers');
    await both.put('r', 'party', 'S3', { name: 'C', identifiers: [orgno('5544332211')] }, 'suppliers');
    expect((await both.compare('party')).summary).toMatchObject({ onlyRight: 1 });
  });

  describe('documents', () => {
    const line = (own: object): object => ({ id: '1', quantity: '2', priceAmount: '10', netAmount: '20', ...own });
    const invoice = (seller: string, own: object = {}): object => ({
      ...{ number: 'F 0260', issueDate: '2026-01-05', typeCode: '380', currency: 'SEK', seller: { id: seller } },
      ...own,
    });
    beforeEach(async () => {
      await both.put('l', 'party', '17', { name: 'A', identifiers: [orgno('5566778899')] });
      await both.put('r', 'party', 'S1', { name: 'A', identifiers: [id('vat', 'SE556677889901')] });
      await both.put('l', 'project', 'P1', { number: 'B2601', name: 'Bro' });
      await both.put('r', 'project', '7', { number: 'b 2601', name: 'Bro' });
    });

    test('an invoice is found by what its seller is matched to, and its number; references are compared the same way', async () => {
      await both.put('l', 'supplier-invoice', '1', invoice('17', { lines: [line({ project: { id: 'P1' } })] }));
      await both.put(
        'r',
        'supplier-invoice',
        '2',
        invoice('S1', { number: 'f0260', lines: [line({ id: '10', project: { id: '7' } })] }),
      );
      expect(await both.compare('supplier-invoice')).toMatchObject({ found: [], summary: { equal: 1 } });
    });

    test('a line, a date and another project differ', async () => {
      await both.put('l', 'project', 'P2', { number: 'B2604', name: 'Väg' });
      await both.put(
        'l',
        'supplier-invoice',
        '1',
        invoice('17', { dueDate: '2026-02-01', lines: [line({ project: { id: 'P2' } })] }),
      );
      const lines = [line({ quantity: '3', project: { id: '7' } })];
      await both.put('r', 'supplier-invoice', '2', invoice('S1', { dueDate: '2026-02-02', lines }));
      const { found } = await both.compare('supplier-invoice');
      expect(found).toMatchObject([{ kind: 'differing', matchedBy: 'seller and number F0260' }]);
      expect(fieldsOf(found)).toEqual([
        { field: 'dueDate', left: '2026-02-01', right: '2026-02-02' },
        { field: 'lines[0].quantity', left: '2', right: '3' },
        { field: 'lines[0].project', left: { id: 'P2' }, right: { id: '7' } },
      ]);
    });

    test('a reference to what is not known says nothing; an invoice of a seller without numbers cannot be matched', async () => {
      await both.put(
        'l',
        'supplier-invoice',
        '1',
        invoice('17', { buyer: { id: '1000' }, lines: [line({ project: { id: 'P1' } })] }),
      );
      await both.put(
        'r',
        'supplier-invoice',
        '2',
        invoice('S1', { buyer: { id: 'x' }, lines: [line({ project: { id: 'gone' } })] }),
      );
      await both.put('r', 'supplier-invoice', '3', invoice('S9'));
      const { summary } = await both.compare('supplier-invoice');
      expect(summary).toMatchObject({ equal: 1, unmatchable: { left: 0, right: 1 } });
    });

    test('the ERP’s own codes and notes count only where they are asked for', async () => {
      await both.put('l', 'supplier-invoice', '1', invoice('17', { note: 'a', paymentTerms: '30' }));
      await both.put('r', 'supplier-invoice', '2', invoice('S1', { note: 'b', paymentTerms: 'N30' }));
      expect((await both.compare('supplier-invoice')).summary).toMatchObject({ equal: 1 });
      expect(fieldsOf((await both.compare('supplier-invoice', { fields: ['note'] })).found)).toEqual([
        { field: 'note', left: 'a', right: 'b' },
      ]);
    });

    test('what has no number outside its ERP is matched by a field that somebody names', async () => {
      const order = { orderDate: '2026-01-05', currency: 'SEK', customer: { id: 'x' } };
      await both.put('l', 'sales-order', '1', { number: '1001', ...order });
      await both.put('r', 'sales-order', '2', { number: '1001', ...order });
      expect((await both.compare('sales-order')).summary).toMatchObject({ unmatchable: { left: 1, right: 1 } });
      expect((await both.compare('sales-order', { matchBy: 'number' })).summary).toMatchObject({ equal: 1 });
    });
  });

  test('a tenant’s own entity is found by any identifier, and its decimals are compared by value', async () => {
    const schema = {
      properties: { name: { type: 'string' }, weight: { $ref: '#/$defs/decimal' } },
      $defs: { decimal: { type: 'string' } },
    };
    await both.put('l', 'toolbox', '1', { name: 'A', weight: '2.50', identifiers: [id('serial-no', 'x1')] });
    await both.put('r', 'toolbox', '9', { name: 'A', weight: '2.5', identifiers: [id('serial-no', 'X1')] });
    expect((await both.compare('toolbox', { schema })).summary).toMatchObject({ equal: 1 });
    await both.put('l', 'party', '1', { name: 'A', identifiers: [orgno('5566778899')], custom: { region: 'N' } });
    await both.put('r', 'party', '2', { name: 'A', identifiers: [orgno('5566778899')], custom: { region: 'S' } });
    expect(fieldsOf((await both.compare('party')).found)).toEqual([{ field: 'custom.region', left: 'N', right: 'S' }]);
  });

  test('many differing objects are read in passes, and each is told once', async () => {
    const bodies = (name: string): readonly (readonly [string, object])[] =>
      Array.from({ length: 5_600 }, (_, n) => [
        `${name}${String((n * 7919) % 5_600).padStart(5, '0')}`,
        { name: `${name} ${n}`, identifiers: [orgno(String(5560000000 + n))] },
      ]);
    await both.putMany('l', 'party', bodies('left'));
    await both.putMany('r', 'party', bodies('right'));
    const { found, summary } = await both.compare('party');
    expect(summary).toMatchObject({ differing: 5_600, equal: 0 });
    expect(new Set(found.map((one) => one.kind === 'differing' && one.matchedBy)).size).toBe(5_600);
    expect(found).toContainEqual(
      expect.objectContaining({ fields: [{ field: 'name', left: 'left 77', right: 'right 77' }] }),
    );
  });

  test('what goes while it is compared is said, not guessed', async () => {
    await both.put('l', 'party', '1', { name: 'A', identifiers: [orgno('5566778899')] });
    await both.put('r', 'party', '2', { name: 'B', identifiers: [orgno('5566778899')] });
    const { records } = both.deps;
    const gone = { ...records, read: async () => undefined };
    Object.assign(both.deps, { records: gone });
    expect((await both.compare('party')).summary).toMatchObject({ equal: 0, differing: 0, changedMeanwhile: 1 });
  });
});
