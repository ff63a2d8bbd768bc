# density: the prices that signals are compared with, over their reference, a frame a signal.
#
# data: a table with tabs, frame after frame: frame (1, 2...), price / reference, density (its peak at 1)
# optional: ticks (frame, price / reference: single prices), signals (frame, price / reference, class: 1 under,
#       2 over, 3 quantity error), heads[] and words[] of the frames, n_panels, x_min, x_max
if (!exists("themed")) load ARG0[1:strlen(ARG0) - strlen("density.gp")] . "theme.gp"
has_data = exists("data")
if (!has_data) { data = ticks }
if (!exists("n_panels")) { stats data using 1 nooutput; n_panels = STATS_max }
if (!exists("x_min")) { stats data using 2 nooutput; x_min = STATS_min; x_max = STATS_max }
has_ticks = exists("ticks")
if (!has_ticks) { ticks = data }
has_signals = exists("signals")
if (!has_signals) { signals = data }

n_panels = int(n_panels)
lines = (n_panels + 1) / 2
cell_width = 1.0 * (width - left - right) / 2
cell_height = 1.0 * (height - top - bottom) / lines
array classes[3] = [vermillion, blue, ink]
array shapes_of[3] = [11, 9, 2]
of(panel, c) = column(1) == panel ? column(c) : NaN

set logscale x
set xrange [x_min:x_max]
set yrange [-0.16:1.15]
small = size(10)
set xtics font small
unset ytics
unset ylabel
set border 1
set grid noytics
frame_label = x_label
unset xlabel
set multiplot
do for [p = 1:n_panels] {
    column_of = (p - 1) % 2
    line_of = (p - 1) / 2
    last = p + 2 > n_panels
    set lmargin at screen across(left + column_of * cell_width)
    set rmargin at screen across(left + (column_of + 1) * cell_width - 24)
    set tmargin at screen 1 - up(top + line_of * cell_height + 32)
    set bmargin at screen 1 - up(top + (line_of + 1) * cell_height - 32)
    if (exists("heads")) { set label 5 heads[p] at graph 0, 1 offset 0, 1.5 left font bold(11) textcolor rgb ink }
    if (exists("words") && format ne "dumb") { set label 6 words[p] at graph 0, 1 offset 0, 0.5 left font size(10) textcolor rgb ink }
    if (last) { set label 7 frame_label at graph 1, 0 offset 0, -1.8 right font size(10) textcolor rgb grey }
    set label 10 "reference" at 1, graph 0.93 left offset 0.4, 0 font size(9) textcolor rgb grey
    set label 11 "half (LAP)" at 0.5, graph 0.93 right offset -0.4, 0 font size(9) textcolor rgb grey
    set arrow 1 from 1, graph 0 to 1, graph 1 nohead back linecolor rgb ink linewidth 1.2
    set arrow 2 from 0.5, graph 0 to 0.5, graph 1 nohead back linecolor rgb ink dashtype 2
    plot \
        data using (has_data ? of(p, 2) : NaN):(has_data ? $3 : NaN) with filledcurves y1=0 fillcolor rgb pale fillstyle solid 1 noborder notitle, \
        data using (has_data ? of(p, 2) : NaN):(has_data ? $3 : NaN) with lines linecolor rgb grey linewidth 1.2 notitle, \
        ticks using (has_ticks ? of(p, 2) : NaN):(-0.13):(0):(0.1) with vectors nohead linecolor rgb grey notitle, \
        for [c = 1:3] signals using (has_signals && $3 == c ? of(p, 2) : NaN):(0.09) \
            with points pointtype shapes_of[c] pointsize 1.3 linewidth 2 linecolor rgb classes[c] notitle
    do for [i = 1:11] { unset label i }
}
unset multiplot
