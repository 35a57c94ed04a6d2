/**
 * Who handles which session: asked of the nodes at the moment of the question, with no second copy
 * that could disagree.
 */
package switchboard.directory;
