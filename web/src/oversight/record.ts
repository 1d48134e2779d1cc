/** The overseers' pages: an entry of its own, which the shell loads for overseers only. */
import "./pages/pauses";
import "./pages/record";
