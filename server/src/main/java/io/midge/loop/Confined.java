package io.midge.loop;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says on which thread a class or member lives, for example {@code "I/O loop"}; doors assert it. */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
public @interface Confined {
    /** The name of the thread's role as {@code docs/THREADS.md} lists it. */
    String value();
}
