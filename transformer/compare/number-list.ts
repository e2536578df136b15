type Numbers = Uint8Array | Uint16Array | Uint32Array;

/** A list of whole numbers that takes as many bytes as they need, and grows. */
export type NumberList = {
  push(value: number): void;
  at(index: number): number;
  length(): number;
};

export function numberList(make: (length: number) => Numbers): NumberList {
  let numbers = make(1024);
  let length = 0;
  return {
    push: (value) => {
      if (length === numbers.length) {
        const grown = make(length * 2);
        grown.set(numbers);
        numbers = grown;
      }
      numbers[length++] = value;
    },
    at: (index) => numbers[index] ?? 0,
    length: () => length,
  };
}
