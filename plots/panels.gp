# panels: values over periods, a small frame a series, all with the same axes; grey: the median of all.
#
# data: as for trend.gp
# optional: names[] of the series, periods[] (the first and the last), n_series, n_places, columns, medians
#       (place, value), y_min, y_max, has_limits
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("panels.gp")] . "theme.gp"
if (!exists("n_series")) { stats data using 1 nooutput; n_series = STATS_max }
if (!exists("n_places")) { stats data using 2 nooutput; n_places = STATS_max }
if (!exists("columns")) columns = 6
if (!exists("y_min")) { stats data using 3 nooutput; y_min = STATS_min; y_max = STATS_max }

n_series = int(n_series)
lines = (n_series + columns - 1) / columns
cell_width = 1.0 * (width - left - right) / columns
cell_height = 1.0 * (height - top - bottom) / lines
if (!exists("has_limits")) has_limits = 0
limit(c) = has_limits && valid(c) ? column(c) : NaN
has_medians = exists("medians")
if (!has_medians) medians = data

set xrange [0.4:n_places + 0.6]
set yrange [y_min:y_max]
set errorbars 0
small = size(10)
set ytics font small
set grid noxtics
unset xtics
unset xlabel
unset ylabel
set label 5 y_label at screen across(16), 1 - up(66) left font size(11) textcolor rgb ink
set multiplot
do for [s = 1:n_series] {
    column_of = (s - 1) % columns
    line_of = (s - 1) / columns
    set lmargin at screen across(left + column_of * cell_width)
    set rmargin at screen across(left + (column_of + 1) * cell_width - 12)
    set tmargin at screen 1 - up(top + line_of * cell_height)
    set bmargin at screen 1 - up(top + (line_of + 1) * cell_height - 30)
    if (exists("names")) {
        set label 6 names[s] at graph 0, 1 offset 0.4, 0.5 left font bold(11) textcolor rgb ink
    }
    if (column_of == 0 && !exists("y_steps")) { set format y "%g" } else { set format y "" }
    if (exists("y_steps")) {
        do for [i = 1:|y_steps|] { set ytics add (column_of == 0 ? y_steps[i] : "" real(y_places[i])) font small }
    }
    if (s + columns > n_series && exists("periods")) {
        set label 7 periods[1] at graph 0, 0 offset 0, -0.8 left font size(10) textcolor rgb ink
        set label 8 periods[2] at graph 1, 0 offset 0, -0.8 right font size(10) textcolor rgb ink
    }
    plot \
        medians using 1:(has_medians ? $2 : NaN) with lines linecolor rgb silver linewidth 2 notitle, \
        data using ($1 == s && $6 == 4 ? $2 - 0.5 : NaN):(y_min):(0):(y_max - y_min) \
            with vectors nohead linecolor rgb grey dashtype 3 notitle, \
        data using ($1 == s ? $2 : NaN):(limit(8)) with lines linecolor rgb grey dashtype 3 notitle, \
        data using ($1 == s ? $2 : NaN):(limit(9)) with lines linecolor rgb grey dashtype 3 notitle, \
        data using ($1 == s && valid(11) && $11 != 0 ? $2 : NaN):(valid(10) ? $10 : $3) \
            with points pointtype 6 pointsize 1 linewidth 1.2 linecolor rgb ink notitle, \
        data using ($1 == s ? $2 : NaN):3:4:5 with yerrorbars pointtype -1 linecolor rgb sky notitle, \
        data using ($1 == s ? $2 : NaN):3 \
            with linespoints linecolor rgb blue linewidth 1.6 pointtype 7 pointsize 0.35 notitle, \
        data using ($1 == s && $6 == 1 ? $2 : NaN):3 \
            with points pointtype 7 pointsize 0.2 linecolor rgb "white" notitle, \
        data using ($1 == s && valid(7) ? $2 : nowhere):(valid(7) ? $7 : 0):(absent($6)) \
            with labels center font size(9) textcolor rgb grey notitle
    do for [i = 1:9] { unset label i }
}
unset multiplot
