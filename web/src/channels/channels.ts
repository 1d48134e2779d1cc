/** What only administrators use, an entry of its own: the pages of channels, of the look, and the list of set-up. */
import "./pages/channel";
import "./pages/channels";
import "./pages/preview";
import "../looks/pages/guide";
import "../looks/pages/look";
