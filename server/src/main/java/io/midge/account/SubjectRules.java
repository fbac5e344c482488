package io.midge.account;

import io.midge.options.PermissionOptions;
import io.midge.options.SubjectQueue;
import io.midge.proto.Quoted;
import io.midge.subject.Subjects;
import io.midge.subject.Sublist;
import io.midge.subject.SublistResult;
import io.midge.subject.Verdicts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subjects that are allowed and denied, for one direction. What is found out about a subject is a verdict: a set of the bits
 * below, which is all there is to know unless rules for single queues are among those that match. Immutable.
 */
final class SubjectRules {
    /** An allowed subject matches, or all are allowed. */
    private static final int ALLOWED = 1;
    /** One matches that is allowed to the members of a queue. */
    private static final int ALLOWED_TO_QUEUES = 2;
    /** A denied subject matches. */
    private static final int DENIED = 4;
    /** One matches that is denied to the members of a queue. */
    private static final int DENIED_TO_QUEUES = 8;

    private final List<Rule> allowed;
    private final List<Rule> denied;
    private final @Nullable Sublist<Rule> allow;
    private final @Nullable Sublist<Rule> deny;

    private SubjectRules(List<Rule> allowed, List<Rule> denied, boolean allowedOnly) {
        this.allowed = allowed;
        this.denied = denied;
        this.allow = allowed.isEmpty() && !allowedOnly ? null : list(allowed);
        this.deny = denied.isEmpty() ? null : list(denied);
    }

    /**
     * Rules without queues.
     *
     * @param allowedOnly whether an empty list of allowed ones allows none, rather than all
     */
    static SubjectRules toPublish(PermissionOptions.Subjects subjects, boolean allowedOnly) {
        return of(subjects, false, allowedOnly);
    }

    /** Rules of which each may be about a queue. */
    static SubjectRules toSubscribe(PermissionOptions.Subjects subjects) {
        return of(subjects, true, false);
    }

    private static SubjectRules of(PermissionOptions.Subjects subjects, boolean queues, boolean allowedOnly) {
        return new SubjectRules(rules(subjects.allow(), queues), rules(subjects.deny(), queues), allowedOnly);
    }

    private static List<Rule> rules(List<String> subjects, boolean queues) {
        return subjects.stream()
                .map(each -> new Rule(SubjectQueue.of(each, queues)))
                .toList();
    }

    private static Sublist<Rule> list(List<Rule> rules) {
        Sublist<Rule> list = new Sublist<>();
        for (Rule rule : rules) {
            if (!list.insert(rule)) {
                throw new IllegalArgumentException("not a subject: " + Quoted.of(rule.subject()));
            }
        }
        return list;
    }

    /** Whether there is no rule at all. */
    boolean allowAll() {
        return allow == null && deny == null;
    }

    /** Whether a message on this subject passes, by those rules that are about no queue. */
    boolean pass(Verdicts known, byte[] b, int off, int len) {
        return allowAll() || (verdict(known, b, off, len) & (ALLOWED | DENIED)) == ALLOWED;
    }

    /**
     * What has to be asked for each message of a subscription; null if it may not be made.
     *
     * @param queue of which the subscriber is a member, null if of none
     */
    @Nullable
    Guard guard(Verdicts known, byte[] subject, byte @Nullable [] queue) {
        if (allowAll()) {
            return Guard.NONE;
        }
        if (!allows(known, queue, subject, 0, subject.length) || denies(known, queue, subject, 0, subject.length)) {
            return null;
        }
        if (!Subjects.hasWildcard(subject)) {
            return Guard.NONE;
        }
        if (!allowsWhole(subject, queue)) {
            return Guard.ALLOWED;
        }
        return deniesPart(subject) ? Guard.DENIED : Guard.NONE;
    }

    /** Whether a message may go to a subscription that was given this guard. */
    boolean passes(Guard guard, Verdicts known, byte @Nullable [] queue, byte[] b, int off, int len) {
        return guard == Guard.NONE
                || (!denies(known, queue, b, off, len) && (guard == Guard.DENIED || allows(known, queue, b, off, len)));
    }

    // Whether a subject is allowed as it stands, its wildcards being letters, to a member of this queue or of none.
    private boolean allows(Verdicts known, byte @Nullable [] queue, byte[] b, int off, int len) {
        int verdict = verdict(known, b, off, len);
        if (queue != null && (verdict & ALLOWED_TO_QUEUES) != 0) {
            return anyMatches(allow, queue, b, off, len);
        }
        return (verdict & ALLOWED) != 0;
    }

    private boolean denies(Verdicts known, byte @Nullable [] queue, byte[] b, int off, int len) {
        int verdict = verdict(known, b, off, len);
        return (verdict & DENIED) != 0
                || (queue != null && (verdict & DENIED_TO_QUEUES) != 0 && anyMatches(deny, queue, b, off, len));
    }

    // Whether a single rule allows all that a subject with wildcards stands for, to a member of this queue or of none.
    private boolean allowsWhole(byte[] subject, byte @Nullable [] queue) {
        if (allow == null) {
            return true;
        }
        for (Rule rule : allowed) {
            if (rule.isFor(queue) && Subjects.isSubset(subject, rule.subject())) {
                return true;
            }
        }
        return false;
    }

    // Whether something that a subject with wildcards stands for may be denied.
    private boolean deniesPart(byte[] subject) {
        for (Rule rule : denied) {
            if (Subjects.overlap(subject, rule.subject())) {
                return true;
            }
        }
        return false;
    }

    private int verdict(Verdicts known, byte[] b, int off, int len) {
        int verdict = known.find(this, b, off, len);
        if (verdict == Verdicts.UNKNOWN) {
            verdict = look(b, off, len);
            known.keep(this, b, off, len, verdict);
        }
        return verdict;
    }

    private int look(byte[] b, int off, int len) {
        int verdict = 0;
        if (allow == null) {
            verdict |= ALLOWED;
        } else {
            SublistResult<Rule> found = allow.match(b, off, len);
            verdict |= (found.plainCount() > 0 ? ALLOWED : 0) | (found.groupCount() > 0 ? ALLOWED_TO_QUEUES : 0);
        }
        if (deny != null) {
            SublistResult<Rule> found = deny.match(b, off, len);
            verdict |= (found.plainCount() > 0 ? DENIED : 0) | (found.groupCount() > 0 ? DENIED_TO_QUEUES : 0);
        }
        return verdict;
    }

    private static boolean anyMatches(@Nullable Sublist<Rule> rules, byte[] queue, byte[] b, int off, int len) {
        if (rules == null) {
            return false;
        }
        SublistResult<Rule> found = rules.match(b, off, len);
        for (int g = 0; g < found.groupCount(); g++) {
            if (Rule.queueMatches(queue, found.groupName(g))) {
                return true;
            }
        }
        return false;
    }
}
