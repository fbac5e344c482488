package io.midge.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of the items of one text: a file, an included file, or a variable of the environment, each with a parser
 * of its own. Open maps and arrays are a stack, and so are keys without a value: a value takes the last one.
 */
final class Parser {
    /** Maps and arrays within each other; a real configuration has fewer than ten. */
    static final int MAX_DEPTH = 60;

    /** What a variable of the environment is the value of while it is parsed. */
    private static final String ENVIRONMENT_KEY = "pk";

    /** A password hash needs no quotes. */
    private static final String BCRYPT = "2a$";

    private record Key(String name, Position at) {}

    private final Source source;
    private final String file;
    private final Cursor in;
    private final Lexer lexer;

    /** Where a variable of the environment was used, which is the place of all that is in it. */
    private final @Nullable Position origin;

    private final List<Frame> frames = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();

    private Parser(Source source, byte[] text, String file, @Nullable Position origin) {
        this.source = source;
        this.file = file;
        this.in = new Cursor(text, file);
        this.lexer = new Lexer(in);
        this.origin = origin;
    }

    /** A text, which must not be larger than what the source may still give. */
    static ConfMap text(Source source, byte[] text, String name) throws Refusal {
        source.enter(name, text.length);
        return new Parser(source, text, name, null).parse();
    }

    /** A file. */
    static ConfMap file(Source source, String name) throws Refusal {
        return text(source, source.read(name), name);
    }

    private ConfMap parse() throws Refusal {
        Frame top = Frame.map();
        frames.add(top);
        ItemKind kind = lexer.next();
        boolean open = false;
        while (kind != ItemKind.END) {
            open = kind == ItemKind.KEY && !in.value().equals("}");
            item(kind);
            kind = lexer.next();
        }
        if (open) {
            throw in.wrong(
                    "config is invalid (" + file + ':' + in.line() + ':' + in.column() + ')',
                    "write a value for the key '" + keys.getLast().name() + '\'');
        }
        if (frames.size() > 1) {
            throw in.error("Unexpected EOF.", "a quote that was opened is not closed");
        }
        source.leave();
        return top.toMap(origin == null ? new Position(file, 1, 0) : origin);
    }

    private void item(ItemKind kind) throws Refusal {
        switch (kind) {
            case NONE, END -> throw new IllegalStateException("nothing to read");
            case KEY -> keys.add(new Key(in.value(), here()));
            case STRING -> set(new ConfValue.Text(in.value(), place()));
            case BOOL -> set(new ConfValue.Bool(Scalars.bool(in.value()), place()));
            case INTEGER -> set(new ConfValue.Whole(Scalars.integer(in.value(), in), place()));
            case FLOAT -> set(new ConfValue.Decimal(Scalars.decimal(in.value(), in), place()));
            case DATE -> set(new ConfValue.Moment(Scalars.date(in.value(), in), place()));
            case ARRAY_START -> open(Frame.array());
            case MAP_START -> open(Frame.map());
            case ARRAY_END -> {
                Frame array = frames.removeLast();
                set(array.toItems(place()));
            }
            case MAP_END -> {
                Frame map = frames.removeLast();
                set(map.toMap(place()));
            }
            case VARIABLE -> variable(in.value());
            case INCLUDE -> include(in.value());
        }
    }

    private void open(Frame frame) throws Refusal {
        if (frames.size() >= MAX_DEPTH) {
            throw in.wrong(
                    "Parse error on line " + in.line() + ": 'Nested more than " + MAX_DEPTH + " deep.'",
                    "use fewer maps and arrays within each other");
        }
        frames.add(frame);
    }

    /** Where the item is. */
    private Position here() {
        return origin == null ? new Position(file, in.line(), in.column()) : origin;
    }

    /** Where the value will be said to be: in a map where its key is. */
    private Position place() {
        return frames.getLast().isMap() ? keys.getLast().at() : here();
    }

    private void set(ConfValue value) {
        Frame frame = frames.getLast();
        if (frame.isMap()) {
            frame.put(keys.removeLast().name(), value, false);
        } else {
            frame.add(value);
        }
    }

    private void variable(String name) throws Refusal {
        if (name.startsWith(BCRYPT)) {
            set(new ConfValue.Text('$' + name, place()));
            return;
        }
        for (int i = frames.size() - 1; i >= 0; i--) {
            Frame frame = frames.get(i);
            if (frame.uses(name)) {
                set(at(place(), frame.get(name)));
                return;
            }
        }
        String text = source.variable(name);
        ConfValue value = text == null ? null : environment(name, text);
        if (value == null) {
            throw in.wrong(
                    reference(name) + " can not be found",
                    "set it in the environment, or above this line, or put quotes around text with a $");
        }
        set(at(place(), value));
    }

    private String reference(String name) {
        return "variable reference for '" + name + "' on line " + in.line();
    }

    private @Nullable ConfValue environment(String name, String text) throws Refusal {
        try {
            byte[] bytes = ByteText.bytes(ENVIRONMENT_KEY + '=' + text);
            source.enterVariable(name, bytes.length);
            return new Parser(source, bytes, "", place()).parse().entries().get(ENVIRONMENT_KEY);
        } catch (Refusal e) {
            throw in.wrong(
                    reference(name) + " could not be parsed: " + e.text(),
                    "give " + name + " in the environment a value that could stand here");
        }
    }

    private void include(String name) throws Refusal {
        ConfMap included;
        try {
            included = file(source, Source.beside(file, name));
        } catch (Refusal e) {
            throw new Refusal(
                    "error parsing include file '" + name + "', " + e.text(),
                    e.advice() + "\n  included at " + in.itemPlace());
        }
        for (Map.Entry<String, ConfValue> entry : included.entries().entrySet()) {
            String key = entry.getKey();
            frames.getLast().put(key, entry.getValue(), included.variables().contains(key));
        }
    }

    /** The same value at another place. */
    private static ConfValue at(Position at, ConfValue value) {
        if (value instanceof ConfValue.Text text) {
            return new ConfValue.Text(text.value(), at);
        }
        if (value instanceof ConfValue.Whole whole) {
            return new ConfValue.Whole(whole.value(), at);
        }
        if (value instanceof ConfValue.Decimal decimal) {
            return new ConfValue.Decimal(decimal.value(), at);
        }
        if (value instanceof ConfValue.Bool bool) {
            return new ConfValue.Bool(bool.value(), at);
        }
        if (value instanceof ConfValue.Moment moment) {
            return new ConfValue.Moment(moment.value(), at);
        }
        if (value instanceof ConfValue.Items items) {
            return new ConfValue.Items(items.values(), at);
        }
        ConfMap map = (ConfMap) Objects.requireNonNull(value);
        return new ConfMap(map.entries(), map.variables(), at);
    }
}
