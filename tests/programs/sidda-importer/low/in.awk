# 24 importers of ten goods; L1 declares .5 of its peers' prices in all of them, R1 (a related party) too, from October L2.
function draw() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
function around(width) { return width * (draw() + draw() + draw() - 1.5) }
BEGIN {
    seed = 42
    print "acceptance_date,member_state,importer,importer_aeo,commodity,origin,net_mass,statistical_value,duty_rate,control_result"
    for (g = 0; g < 10; g++) level[g] = exp(around(2))
    for (p = 0; p < 24; p++) own[p] = exp(around(.1))
    for (i = 0; i < 4000; i++) {
        p = int(24 * draw() * draw()); g = int(10 * draw()); month = 7 + int(6 * draw())
        name = p == 3 ? "L1" : p == 4 ? "R1" : p == 5 ? "L2" : "P" p
        factor = p == 3 || p == 4 || (p == 5 && month >= 10) ? .5 : own[p]
        mass = exp(5 + around(2))
        price = level[g] * factor * exp(around(.4))
        printf "2017-%02d-%02d,%s,%s,%s,%08d,CN,%.1f,%.2f,%d,%s\n", month, 1 + int(28 * draw()), draw() < .7 ? "DE" : "NL", name, p % 2 ? "none" : "AEOC", 10000000 + g, mass, price * mass, 4 + g, draw() < .05 ? (p == 3 ? "irregular" : "conform") : ""
    }
}
