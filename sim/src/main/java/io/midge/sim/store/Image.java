package io.midge.sim.store;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** All bytes of a disk, to be looked at, broken, and made a disk again. Not to be changed but by {@link #with}. */
final class Image {
    private final TreeSet<String> directories = new TreeSet<>();
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    private Image() {}

    /** What programs see there. */
    static Image of(Disk disk) throws IOException {
        Image image = new Image();
        image.take(disk, "");
        return image;
    }

    private void take(Disk disk, String directory) throws IOException {
        for (Disk.Entry each : disk.list(directory)) {
            String name = directory.isEmpty() ? each.name() : directory + '/' + each.name();
            if (each.isDirectory()) {
                directories.add(name);
                take(disk, name);
                continue;
            }
            try (DiskFile file = disk.openToRead(name)) {
                byte[] bytes = new byte[(int) file.size()];
                file.read(ByteBuffer.wrap(bytes), 0);
                files.put(name, bytes);
            }
        }
    }

    /** Names and bytes, in the order of names. */
    Map<String, byte[]> files() {
        return files;
    }

    /** The same, but for this file. */
    Image with(String name, byte[] bytes) {
        Image other = new Image();
        other.directories.addAll(directories);
        other.files.putAll(files);
        other.files.put(name, bytes);
        return other;
    }

    /** The same without this file. */
    Image without(String name) {
        Image other = with(name, new byte[0]);
        other.files.remove(name);
        return other;
    }

    /** A disk on which all this is durable. */
    SimDisk disk(long seed) throws IOException {
        SimDisk disk = new SimDisk(seed);
        for (String each : directories) {
            disk.createDirectories(each);
        }
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            try (DiskFile file = disk.create(each.getKey())) {
                file.write(ByteBuffer.wrap(each.getValue()), 0);
                file.sync();
            }
        }
        for (String each : directories) {
            disk.syncDirectory(each);
        }
        disk.syncDirectory("");
        return disk;
    }
}
