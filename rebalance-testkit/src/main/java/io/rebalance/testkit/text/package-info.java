/**
 * The form of the texts that are played: one command a line, a verb with words and options {@code name=value}; lines that
 * start with {@code #} are comments, and lines that start with a blank are what came of it.
 */
@NullMarked
package io.rebalance.testkit.text;

import org.jspecify.annotations.NullMarked;
