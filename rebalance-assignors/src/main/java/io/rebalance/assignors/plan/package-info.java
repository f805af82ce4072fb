/** What would move, if: plans of assignments that nobody has carried out. */
package io.rebalance.assignors.plan;
