/** The pages of channels: an entry of its own, which the shell loads for administrators only. */
import "../handover/partnersPage";
import "./pages/channel";
import "./pages/channels";
import "./pages/preview";
