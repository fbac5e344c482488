package io.midge.sim;

/** Breaks what lies on a disk, as disks do behind a program's back. Of one thread. */
public final class Damage {
    private final Content content;
    private final Dice dice;

    Damage(Content content, Dice dice) {
        this.content = content;
        this.dice = dice;
    }

    /** How many bytes of the file lie on the disk. */
    public long size() {
        return content.durableSize();
    }

    /** A bit is the other one. */
    public void flip(long position, int bit) {
        byte[] page = content.durable(position / Pages.PAGE).clone();
        page[(int) (position % Pages.PAGE)] ^= (byte) (1 << bit);
        content.damage(position / Pages.PAGE, page);
    }

    /** A page of 4 KiB is nothing but zeros. */
    public void zero(long page) {
        put(page, new byte[Pages.PAGE]);
    }

    /** Two pages have changed places: two writes went astray. */
    public void swap(long one, long other) {
        byte[] first = content.durable(one).clone();
        put(one, content.durable(other).clone());
        put(other, first);
    }

    /** A page is as it was before it was synced last: a write went nowhere. False: nothing was there before. */
    public boolean stale(long page) {
        if (!content.hasStale(page)) {
            return false;
        }
        put(page, content.stale(page).clone());
        return true;
    }

    /** Any of these, anywhere in the file, which is not empty; what it was. */
    public String anything() {
        long pages = Pages.count(size());
        long page = dice.below(pages);
        return switch (dice.below(4)) {
            case 0 -> {
                zero(page);
                yield "page " + page + " zeroed";
            }
            case 1 -> {
                long other = dice.below(pages);
                swap(page, other);
                yield "pages " + page + " and " + other + " swapped";
            }
            case 2 -> stale(page) ? "page " + page + " stale" : flipSomewhere();
            default -> flipSomewhere();
        };
    }

    private String flipSomewhere() {
        long position = dice.below(size());
        flip(position, dice.below(8));
        return "a bit of byte " + position + " flipped";
    }

    // Nothing stands behind the end of the file.
    private void put(long page, byte[] bytes) {
        for (long at = Math.max(page * Pages.PAGE, size()); at < (page + 1) * Pages.PAGE; at++) {
            bytes[(int) (at - page * Pages.PAGE)] = 0;
        }
        content.damage(page, bytes);
    }
}
