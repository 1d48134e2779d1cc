/** What only administrators use, an entry of its own: pages of channels, partners, the look, and the list of set-up. */
import "../handover/partnersPage";
import "./pages/channel";
import "./pages/channels";
import "./pages/preview";
import "../looks/pages/guide";
import "../looks/pages/look";
