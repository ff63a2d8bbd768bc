# prices: declared values over those expected at the reference price, on logarithmic axes; signals by class, all
# other items in grey.
#
# data: a table with tabs: x (value expected, mass or reference price), y (declared value or price), class (0
#       none, 1 under, 2 over, 3 quantity error)
# optional: slope (the reference is y = slope x; 1), places (left end and middle of a number, its point, the end
#       of a line to it, the number), words[] (lines below the chart), n_under, n_over, n_quantity, x_min,
#       x_max, y_min, y_max
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("prices.gp")] . "theme.gp"
if (!exists("x_min")) { stats data using 1 nooutput; x_min = STATS_min / 1.2; x_max = STATS_max * 1.2 }
if (!exists("y_min")) { stats data using 2 nooutput; y_min = STATS_min / 1.2; y_max = STATS_max * 1.2 }
if (!exists("n_under")) { stats data using ($3 == 1 ? 1 : 0) nooutput; n_under = STATS_sum }
if (!exists("n_over")) { stats data using ($3 == 2 ? 1 : 0) nooutput; n_over = STATS_sum }
if (!exists("n_quantity")) { stats data using ($3 == 3 ? 1 : 0) nooutput; n_quantity = STATS_sum }
if (!exists("slope")) { slope = 1 }
has_places = exists("places")
if (!has_places) { places = data }

set logscale xy
set xrange [x_min:x_max]
set yrange [y_min:y_max]
if (!exists("x_steps")) { set format xy "%.12g" }
set clip two
set key at screen 1 - across(16), 1 - up(54) right top horizontal Right samplen 1.6 width 1 maxcols 3
set key on textcolor rgb ink
if (exists("words")) {
    do for [i = 1:|words|] {
        set label 20 + i words[i] at screen across(16), up(68 + 17 * (|words| - i)) left \
            font size(11) textcolor rgb ink
    }
}
set samples 2
plot \
    data using ($3 == 0 ? $1 : NaN):2 with points pointtype 7 pointsize 0.3 linecolor rgb silver \
        title "no signal", \
    slope * x with lines linecolor rgb ink title "reference price", \
    slope * x / 2 with lines linecolor rgb ink dashtype 2 title "half of it (LAP)", \
    data using ($3 == 3 ? $1 : NaN):2 with points pointtype 2 pointsize 0.7 linewidth 1.4 linecolor rgb ink \
        title "quantity error (" . count(n_quantity) . ")", \
    data using ($3 == 2 ? $1 : NaN):2 with points pointtype 9 pointsize 0.7 linecolor rgb blue \
        title "over (" . count(n_over) . ")", \
    data using ($3 == 1 ? $1 : NaN):2 with points pointtype 11 pointsize 0.7 linecolor rgb vermillion \
        title "under (" . count(n_under) . ")", \
    places using (has_places ? $3 : NaN):4:($5 - $3):($6 - $4) with vectors nohead linecolor rgb ink notitle, \
    places using (has_places ? $1 : nowhere):2:(has_places ? sprintf("%d", $7) : "") \
        with labels left font bold(12) textcolor rgb ink notitle
