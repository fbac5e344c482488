package io.midge.store.index;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** How many bytes the arrays take that objects of the store reach: 16 for each, and its elements; 4 for a reference. */
public final class HeapSize {
    private HeapSize() {}

    public static long arraysOf(Object root) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Object> open = new ArrayDeque<>();
        open.add(root);
        long bytes = 0;
        while (!open.isEmpty()) {
            Object each = open.poll();
            if (!seen.add(each)) {
                continue;
            }
            if (each.getClass().isArray()) {
                bytes += 16
                        + (long) Array.getLength(each) * width(each.getClass().getComponentType());
                if (each instanceof Object[] elements) {
                    for (Object element : elements) {
                        if (element != null) {
                            open.add(element);
                        }
                    }
                }
            } else if (each.getClass().getName().startsWith("io.midge.store.")) {
                fields(each, open);
            }
        }
        return bytes;
    }

    private static void fields(Object of, ArrayDeque<Object> open) {
        for (Field field : of.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                continue;
            }
            try {
                field.setAccessible(true);
                Object value = field.get(of);
                if (value != null) {
                    open.add(value);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static int width(Class<?> type) {
        return type == long.class || type == double.class
                ? 8
                : type == byte.class || type == boolean.class ? 1 : type == short.class || type == char.class ? 2 : 4;
    }
}
