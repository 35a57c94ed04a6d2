/** What all do alike with the stages of work that is done later. Knows none of our packages. */
package switchboard.stages;
