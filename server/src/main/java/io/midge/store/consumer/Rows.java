package io.midge.store.consumer;

import java.util.Arrays;

/** A table of numbers: rows of equal width. Nobody changes one that was handed over. */
public final class Rows {
    private final int width;
    private final long[] cells;

    private Rows(int width, long[] cells) {
        this.width = width;
        this.cells = cells;
    }

    /** Of these cells, row by row; a multiple of {@code width}. */
    public static Rows of(int width, long... cells) {
        if (cells.length % width != 0) {
            throw new IllegalArgumentException(cells.length + " cells in rows of " + width);
        }
        return new Rows(width, cells);
    }

    /** How many rows. */
    public int count() {
        return cells.length / width;
    }

    public boolean isEmpty() {
        return cells.length == 0;
    }

    public long at(int row, int column) {
        return cells[row * width + column];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rows that && width == that.width && Arrays.equals(cells, that.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            text.append(i == 0 ? "" : i % width == 0 ? ", " : ":").append(cells[i]);
        }
        return "[" + text + "]";
    }
}
