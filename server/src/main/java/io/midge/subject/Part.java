package io.midge.subject;

/** A step in which the result of a transform is put together. Immutable. */
final class Part {
    final Function function;
    /** What a literal is, or the delimiter of a split. */
    final byte[] text;
    /** The tokens of the source that the function takes, from 0. */
    final int[] tokens;

    final int number;

    Part(Function function, byte[] text, int[] tokens, int number) {
        this.function = function;
        this.text = text;
        this.tokens = tokens;
        this.number = number;
    }
}
