/**
 * Tenants: two accounts that share nothing, busy at the same time with the same subjects, names and sids, each held against
 * a small model of its own. What one did to the other would be in neither model.
 *
 * <p>Threads: one per tenant.
 */
package io.midge.tenants;
