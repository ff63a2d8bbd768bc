# heatmap: a cell for each area and indicator with its value, blue: lower than chance explains, orange: higher.
#
# data: a table with tabs: column (1, 2...), place from the bottom (1, 2...), value, distance from the
#       others beyond chance, in standard deviations (-3 to 3), mark
#       mark: 0 value, 1 low reliability, 2 n.a., 3 suppressed, 4 break in series; what is missing is NaN
# optional: areas (label, place), heads (label, column, line from below), rows, n_columns
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("heatmap.gp")] . "theme.gp"
if (!exists("rows")) { stats data using 2 nooutput; rows = STATS_max }
if (!exists("n_columns")) { stats data using 1 nooutput; n_columns = STATS_max }
has_areas = exists("areas")
has_heads = exists("heads")
if (!has_areas) areas = data
if (!has_heads) heads = data

# White at 0, sky (#56B4E9) at -3, orange (#E69F00) at 3: ink is readable on both, and on their greys.
mix(from, to, share) = int(from + (to - from) * share)
shade(r, g, b, share) = mix(255, r, share) * 65536 + mix(255, g, share) * 256 + mix(255, b, share)
colour(score) = score < 0 ? shade(86, 180, 233, -score / 3) : shade(230, 159, 0, score / 3)
# Outside 95 % a triangle tells the side, where colours print in grey.
side(score) = score >= 1.96 ? "  \342\226\262" : score <= -1.96 ? "  \342\226\274" : ""
text(value, mark) = mark == 1 ? "(" . number(value) . ")" : number(value) . (mark == 4 ? " break" : "")

set xrange [0.5:n_columns + 0.5]
set yrange [0.5:rows + 0.5]
unset xtics
unset ytics
unset grid
set border 0
half = 0.47
plot \
    data using 1:($5 == 2 || $5 == 3 ? nowhere : $2):($1 - half):($1 + half):($2 - half):($2 + half): \
        ($5 == 2 || $5 == 3 ? 16777215 : colour($4)) \
        with boxxyerror fillcolor rgb variable fillstyle solid 1 noborder notitle, \
    data using 1:(shown($5) ? $2 : nowhere):(shown($5) ? text($3, $5) . side($4) : "") \
        with labels center font size(10) textcolor rgb ink notitle, \
    data using 1:(shown($5) ? nowhere : $2):(shown($5) ? "" : absent($5)) \
        with labels center font size(10) textcolor rgb grey notitle, \
    areas using (0.5):(has_areas ? $2 : nowhere):(has_areas ? label(1) : "") \
        with labels right offset -0.8, 0 textcolor rgb ink notitle, \
    for [line = 0:2] heads using 2:(has_heads && $3 == line ? rows + 0.5 : nowhere):(has_heads ? label(1) : "") \
        with labels center offset 0, 0.7 + line font size(11) textcolor rgb ink notitle
