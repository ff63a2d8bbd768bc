/* asset: the style and the script of the page, compiled in.
 *
 * The build turns analytics/report/style.css and script.js into these lines, without their line ends; each
 * ends with NULL. */
#ifndef AN_REPORT_ASSET_H
#define AN_REPORT_ASSET_H

extern const char *const an_asset_style[];
extern const char *const an_asset_script[];

#endif
