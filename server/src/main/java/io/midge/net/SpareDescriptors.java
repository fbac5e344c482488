package io.midge.net;

import io.midge.loop.Confined;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A few file descriptors that are held for nothing, to be let go when there are no others: connections would take every
 * last one, and then no configuration could be read and no log file be opened.
 */
@Confined("I/O loop that accepts")
final class SpareDescriptors {
    /** For a configuration file with an include, the log file, and one for who looks at {@code /proc}. */
    private static final int COUNT = 4;

    private static final String NOTHING = "/dev/null";

    private final List<Closeable> held = new ArrayList<>(COUNT);

    /** Takes as many as there should be; false when there are not so many to be had. */
    boolean take() {
        try {
            while (held.size() < COUNT) {
                held.add(new FileInputStream(NOTHING));
            }
            return true;
        } catch (IOException e) {
            return false; // none is left, or this is a system without such a file
        }
    }

    /** Lets them go: somebody else can open something now. */
    void release() {
        held.removeIf(SpareDescriptors::closed);
    }

    private static boolean closed(Closeable one) {
        try {
            one.close();
            return true;
        } catch (IOException e) {
            return true; // the descriptor is gone either way
        }
    }
}
