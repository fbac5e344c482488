package io.midge.sim;

import io.midge.disk.Names;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names of a disk, as programs see them and as they would survive. A change is one step for all names that it touches; it
 * is durable when a directory of any of them is synced, and with it all that came before under the same names. Of one thread.
 */
final class Tree {
    /** What a name stands for from now on; null: nothing. */
    private record Slot(
            Node.Directory directory, String name, @Nullable Node node) {
        String key() {
            return directory.id + "/" + name;
        }
    }

    /** One step. */
    private static final class Change {
        final List<Slot> slots;

        Change(Slot... slots) {
            this.slots = List.of(slots);
        }
    }

    private final List<Change> unsynced = new ArrayList<>();
    private final Node.Directory root;
    private int directories;
    /** Bytes of whole pages of all files that have a name. */
    private long used;

    Tree() {
        this.root = new Node.Directory(0);
    }

    private Tree(Node.Directory durable, Dice dice) {
        this.root = survivor(durable, dice);
    }

    /** What a name stands for; null: nothing. */
    @Nullable
    Node find(String name) {
        Node at = root;
        for (String part : name.isEmpty() ? new String[0] : name.split("/", -1)) {
            at = at instanceof Node.Directory directory ? directory.now.get(part) : null;
        }
        return at;
    }

    Node.Directory directory(String name) throws IOException {
        return switch (find(name)) {
            case null -> throw new NoSuchFileException(name);
            case Node.File file -> throw new NotDirectoryException(name);
            case Node.Directory directory -> directory;
        };
    }

    Node.File file(String name) throws IOException {
        return switch (find(name)) {
            case null -> throw new NoSuchFileException(name);
            case Node.File file -> file;
            case Node.Directory directory -> throw new FileSystemException(name, null, "Is a directory");
        };
    }

    Node.File create(String name) throws IOException {
        Node.Directory parent = directory(Names.parent(name));
        if (parent.now.containsKey(Names.last(name))) {
            throw new FileAlreadyExistsException(name);
        }
        Node.File file = new Node.File(new Content());
        change(new Slot(parent, Names.last(name), file));
        return file;
    }

    void makeDirectories(String name) throws IOException {
        int end = -1;
        while (end < name.length()) {
            int next = name.indexOf('/', end + 1);
            end = next < 0 ? name.length() : next;
            String path = name.substring(0, end);
            Node there = find(path);
            if (there instanceof Node.File) {
                throw new FileAlreadyExistsException(path);
            }
            if (there == null) {
                Node.Directory parent = directory(Names.parent(path));
                change(new Slot(parent, Names.last(path), new Node.Directory(++directories)));
            }
        }
    }

    void delete(String name) throws IOException {
        Node node = find(name);
        if (node == null) {
            return;
        }
        if (node instanceof Node.Directory directory && !directory.now.isEmpty()) {
            throw new DirectoryNotEmptyException(name);
        }
        change(new Slot(directory(Names.parent(name)), Names.last(name), null));
    }

    void rename(String from, String to) throws IOException {
        Node node = find(from);
        if (node == null) {
            throw new NoSuchFileException(from);
        }
        Node.Directory target = directory(Names.parent(to));
        Node there = target.now.get(Names.last(to));
        if (there == node) {
            return;
        }
        if (node instanceof Node.Directory && (to + "/").startsWith(from + "/")) {
            throw new FileSystemException(from, to, "Invalid argument");
        }
        if (there instanceof Node.Directory directory && (node instanceof Node.File || !directory.now.isEmpty())) {
            throw new FileSystemException(
                    from, to, node instanceof Node.File ? "Is a directory" : "Directory not empty");
        }
        if (there instanceof Node.File && node instanceof Node.Directory) {
            throw new FileSystemException(from, to, "Not a directory");
        }
        change(new Slot(directory(Names.parent(from)), Names.last(from), null), new Slot(target, Names.last(to), node));
    }

    private void change(Slot... slots) {
        unsynced.add(new Change(slots));
        for (Slot slot : slots) {
            Node before = slot.node() == null
                    ? slot.directory().now.remove(slot.name())
                    : slot.directory().now.put(slot.name(), slot.node());
            link(before, false);
            link(slot.node(), true);
        }
    }

    private void link(@Nullable Node node, boolean linked) {
        if (node instanceof Node.File file && file.linked != linked) {
            file.linked = linked;
            used += (linked ? 1 : -1) * pages(file.content.size());
        }
    }

    private static long pages(long size) {
        return Pages.count(size) * Pages.PAGE;
    }

    /** The length of a file will change. */
    void resize(Node.File file, long to) {
        if (file.linked) {
            used += pages(to) - pages(file.content.size());
        }
    }

    long used() {
        return used;
    }

    /** The names in a directory survive from now on. */
    void sync(Node.Directory directory) {
        TreeSet<String> needed = new TreeSet<>();
        List<Change> durable = new ArrayList<>();
        List<Change> others = new ArrayList<>();
        for (Change change : unsynced.reversed()) {
            if (change.slots.stream().anyMatch(slot -> slot.directory() == directory || needed.contains(slot.key()))) {
                change.slots.forEach(slot -> needed.add(slot.key()));
                durable.add(change);
            } else {
                others.add(change);
            }
        }
        durable.reversed().forEach(Tree::persist);
        unsynced.clear();
        unsynced.addAll(others.reversed());
    }

    private static void persist(Change change) {
        for (Slot slot : change.slots) {
            if (slot.node() == null) {
                slot.directory().durable.remove(slot.name());
            } else {
                slot.directory().durable.put(slot.name(), slot.node());
            }
        }
    }

    /**
     * What a loss of power leaves, which ends this tree: of the changes of names any, but none under a name without those that
     * came before under it.
     */
    Tree torn(Dice dice) {
        int kind = dice.below(4);
        int until = dice.below(unsynced.size() + 1);
        TreeSet<String> lost = new TreeSet<>();
        for (int i = 0; i < unsynced.size(); i++) {
            Change change = unsynced.get(i);
            boolean survives = switch (kind) {
                case 0 -> false;
                case 1 -> true;
                case 2 -> i < until;
                default -> dice.oneIn(2);
            };
            if (survives && change.slots.stream().noneMatch(slot -> lost.contains(slot.key()))) {
                persist(change);
            } else {
                change.slots.forEach(slot -> lost.add(slot.key()));
            }
        }
        return new Tree(root, dice);
    }

    private Node.Directory survivor(Node.Directory from, Dice dice) {
        Node.Directory left = new Node.Directory(directories++);
        for (Map.Entry<String, Node> each : from.durable.entrySet()) {
            Node node = switch (each.getValue()) {
                case Node.Directory directory -> survivor(directory, dice);
                case Node.File file -> new Node.File(file.content.torn(dice));
            };
            link(node, true);
            left.durable.put(each.getKey(), node);
        }
        left.now.putAll(left.durable);
        return left;
    }
}
