package api

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/batonchat/baton/api/front"
	"github.com/batonchat/baton/api/limit"
	"github.com/batonchat/baton/chat"
)

// serveLoader answers /widget.js?site=KEY.
func (s *Server) serveLoader(c *gin.Context) {
	ctx := c.Request.Context()
	if err := s.take(ctx, s.cfg.Limits.Address, limit.AddressKey(s.address(c))); err != nil {
		s.fail(c, err)
		return
	}
	site, err := s.sites.byKey(ctx, c.Query("site"))
	switch {
	case chat.IsCode(err, chat.NotFound):
		s.loader.Warn(c.Writer, c.Request, "there is no site with this key, so no chat is shown. Copy the snippet from the dashboard's install page again.")
		return
	case err != nil:
		s.fail(c, err)
		return
	}
	if u, err := url.Parse(c.GetHeader("Referer")); err == nil && u.Host != "" {
		s.siteSeen(ctx, site, u.Host)
	}
	s.loader.Serve(c.Writer, c.Request, publicSite(site))
}

// servePanel answers /w/KEY: the document of the widget's panel, which only pages of
// the site may frame.
func (s *Server) servePanel(c *gin.Context) {
	site, err := s.sites.byKey(c.Request.Context(), c.Param("key"))
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	c.Header("Referrer-Policy", "no-referrer")
	s.widget.Page(c.Writer, c.Request, front.PanelPolicy(s.origin, site.Domains), "panel.html", "index.html")
}

// servePanelFile answers /w/assets/...: what the panel loads.
func (s *Server) servePanelFile(c *gin.Context) {
	name := c.Param("key") + c.Param("file")
	if !strings.HasPrefix(name, "assets/") || !s.widget.Serve(c.Writer, c.Request, name) {
		s.noFile(c)
	}
}

// serveDashboard answers everything that nothing else does: the dashboard's files, and
// its page for every address that a person may have typed or kept.
func (s *Server) serveDashboard(c *gin.Context) {
	asked := c.Request.URL.Path
	if asked == "/api" || strings.HasPrefix(asked, "/api/") || c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		s.closed(c)
		s.fail(c, errNoRoute)
		return
	}
	name := strings.TrimPrefix(path.Clean(asked), "/")
	if name != "index.html" && s.dash.Serve(c.Writer, c.Request, name) {
		return
	}
	if strings.HasPrefix(name, "assets/") || path.Ext(name) != "" || !acceptsHTML(c.GetHeader("Accept")) {
		s.noFile(c)
		return
	}
	c.Header("X-Frame-Options", "DENY")
	c.Header("Cross-Origin-Opener-Policy", "same-origin")
	s.dash.Page(c.Writer, c.Request, front.DashboardPolicy(s.origin), "index.html")
}

// acceptsHTML reports whether the client wants a page; one that says nothing might.
func acceptsHTML(accept string) bool {
	return accept == "" || strings.Contains(accept, "text/html") || strings.Contains(accept, "*/*")
}

// noFile is a real "not found", never a page.
func (s *Server) noFile(c *gin.Context) {
	s.closed(c)
	c.Data(http.StatusNotFound, "text/plain; charset=utf-8", []byte("There is no such file.\n"))
}
