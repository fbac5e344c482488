package io.midge.log;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Texts of log lines. */
final class LogText {
    /** Frames of a cause that fit on a line which somebody still reads. */
    private static final int MAX_FRAMES = 12;

    private LogText() {}

    /** A text with its cause and where that comes from, on one line. */
    static String of(String text, @Nullable Throwable cause) {
        if (cause == null) {
            return text;
        }
        StringBuilder out = new StringBuilder(text).append(": ").append(cause);
        StackTraceElement[] frames = cause.getStackTrace();
        for (int i = 0; i < frames.length && i < MAX_FRAMES; i++) {
            out.append(i == 0 ? " at " : " < ").append(frames[i]);
        }
        Throwable deeper = cause.getCause();
        return deeper == null
                ? out.toString()
                : out.append("; caused by ").append(deeper).toString();
    }

    /** What stands for lines that are missing. */
    static String lost(long count) {
        return count + " log lines before this one could not be written";
    }

    /** In double quotes; control characters are escaped with the line. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Why something could not be done to a file, in the words of the system and with a small letter, as Go has it. */
    static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String text = String.valueOf(e.getMessage());
        if (e instanceof FileSystemException of && of.getReason() != null) {
            text = of.getReason();
        } else if (text.endsWith(")") && text.indexOf(" (") > 0) { // as FileOutputStream has it: "name (Reason)"
            text = text.substring(text.lastIndexOf(" (") + 2, text.length() - 1);
        }
        return small(text);
    }

    static String small(String text) {
        boolean capital = !text.isEmpty() && text.charAt(0) >= 'A' && text.charAt(0) <= 'Z';
        return capital ? (char) (text.charAt(0) + 32) + text.substring(1) : text;
    }
}
