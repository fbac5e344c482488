package io.midge.conf;

/** What the lexer finds. */
enum ItemKind {
    NONE,
    END,
    KEY,
    STRING,
    BOOL,
    INTEGER,
    FLOAT,
    DATE,
    ARRAY_START,
    ARRAY_END,
    MAP_START,
    MAP_END,
    VARIABLE,
    INCLUDE
}
