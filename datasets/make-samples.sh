#!/bin/sh
# make-samples: writes the small invented extracts of this folder anew, always the same bytes; and datapackage.json.
#
#   sh make-samples.sh [FOLDER]
#   sh make-samples.sh --package     only datapackage.json, to standard output
#
# datapackage.json is samples.json with the schema of each file put in where samples.json names the declaration
# of its extract: the fields that the file's header has, in its order.
#
# Chance comes from a whole-number generator (Park and Miller 1988, multiplier 16807), never from awk's own rand,
# whose numbers differ between awks. survey.csv and actions.csv are real and not made here.
set -eu

# A declaration has a field a line; one that the header names and the declaration has not is an error.
package() {
    awk '
    function fail(what) { print "make-samples.sh: " what >"/dev/stderr"; failed = 1; exit 1 }
    function put(declaration, path, tail,    line, header, n, name, i, field, key) {
        if ((getline header <path) <= 0) fail(path ": no header")
        close(path)
        while ((getline line <declaration) > 0)
            if (match(line, /^    \{"name": "[^"]*"/)) {
                key = substr(line, 15, RLENGTH - 15)
                sub(/,$/, "", line)
                field[key] = line
            }
        close(declaration)
        n = split(header, name, ",")
        print "      \"schema\": {\n        \"fields\": ["
        for (i = 1; i <= n; i++) {
            if (!(name[i] in field)) fail(path ": " declaration " has no field " name[i])
            print "      " field[name[i]] (i < n ? "," : "")
        }
        print "        ],\n        \"missingValues\": [\"\"]\n      }" tail
    }
    /^      "path": / { split($0, part, "\""); path = part[4] }
    /^      "schema": "/ { split($0, part, "\""); put(part[4], path, part[5]); next }
    { print }
    END { exit failed }' samples.json
}

if [ "${1-}" = --package ]; then
    cd "$(dirname "$0")"
    package
    exit
fi

cd "${1:-$(dirname "$0")}"

# What every extract below may use. draw(n): 0 to n-1. near(n, percent): about percent of n.
common='
function draw(n) { seed = seed * 16807 % 2147483647; return seed % n }
function near(n, percent,    hits, i) {
    if (n > 400)
        return int(n * percent * (90 + draw(21)) / 10000)
    for (i = 0; i < n; i++)
        hits += draw(10000) < percent * 100
    return hits + 0
}
# Days since 1970-01-01 as 2017-07-14 (Hinnant, "chrono-compatible low-level date algorithms").
function date(day,    era, doe, yoe, doy, mp, d, m, y) {
    day += 719468
    era = int(day / 146097)
    doe = day - era * 146097
    yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
    doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100))
    mp = int((5 * doy + 2) / 153)
    d = doy - int((153 * mp + 2) / 5) + 1
    m = mp < 10 ? mp + 3 : mp - 9
    y = yoe + era * 400 + (m <= 2)
    return sprintf("%04d-%02d-%02d", y, m, d)
}
# A day of the quarter q of 2016 and 2017 (0 to 7).
function in_quarter(q) { return date(16801 + int(q * 91.3) + 2 + draw(86)) }
function cents(amount) { return int(amount / 100) "." sprintf("%02d", amount % 100) }
BEGIN {
    seed = 380
    states = split("DE FR GR LT NL PL", state, " ")
    size["DE"] = 10; size["FR"] = 7; size["GR"] = 2; size["LT"] = 1; size["NL"] = 9; size["PL"] = 4
}'

make() {
    awk "$common"'
BEGIN {'"$2"'
}' </dev/null >"$1.csv"
}

make crc '
    print "date,member_state,policy_area,items_analysed,automated_hits,final_hits"
    areas = split("safety ipr financial", area, " ")
    for (q = 0; q < 8; q++)
        for (s = 1; s <= states; s++)
            for (a = 1; a <= areas; a++) {
                items = size[state[s]] * (4000 + 300 * q + draw(900))
                hits = near(items, a == 3 ? 2.5 : 1.2)
                final = near(hits, 35 + 2 * q - 6 * a)
                print in_quarter(q) "," state[s] "," area[a] "," items "," hits "," (draw(40) ? final : "")
            }'

make passengers '
    print "date,member_state,traffic,controls,seizures"
    kinds = split("air land sea", kind, " ")
    for (q = 0; q < 8; q++)
        for (s = 1; s <= states; s++)
            for (k = 1; k <= kinds; k++) {
                controls = size[state[s]] * (60 + draw(40)) * (k == 1 ? 5 : 1)
                seizures = near(controls, 2 + k + (q % 4 == 2))
                print in_quarter(q) "," state[s] "," kind[k] "," controls "," (draw(50) ? seizures : "")
            }'

make sharing '
    print "date,member_state,kind,shareable,shared"
    kinds = split("goods_movements risk_results control_results market_surveillance postal_platforms", kind, " ")
    for (q = 0; q < 8; q++)
        for (s = 1; s <= states; s++)
            for (k = 1; k <= kinds; k++) {
                shareable = size[state[s]] * (k == 1 ? 900 : 40) + draw(60)
                shared = near(shareable, 70 - 11 * k + 2 * q)
                print in_quarter(q) "," state[s] "," kind[k] "," shareable "," (draw(60) ? shared : "")
            }'

make assistance '
    print "date,member_state,scope,direction,requests,answers"
    for (q = 0; q < 8; q++)
        for (s = 1; s <= states; s++)
            for (k = 0; k < 4; k++) {
                requests = size[state[s]] * (k < 2 ? 6 : 2) + draw(12)
                answers = near(requests, k < 2 ? 88 : 61)
                print in_quarter(q) "," state[s] "," (k < 2 ? "eu" : "third_country") "," \
                    (k % 2 ? "received" : "sent") "," requests "," (draw(70) ? answers : "")
            }'

make programme '
    print "date,member_state,activity,participations,man_days"
    kinds = split("working_visit seminar technical_assistance", kind, " ")
    for (q = 0; q < 8; q++)
        for (s = 1; s <= states; s++)
            for (k = 1; k <= kinds; k++) {
                n = draw(size[state[s]] + 4) + (k == 2 ? 5 : 0)
                days = n * (1 + k) + draw(2) / 2
                print in_quarter(q) "," state[s] "," kind[k] "," n "," days
            }'

make operations '
    print "operation_id,kind,policy_area,member_state,start_date,controls,irregular,seizures,established_amount"
    areas = split("safety ipr financial environment", area, " ")
    for (o = 1; o <= 12; o++) {
        kind = o % 4 == 0 ? "JCO" : "PCA"
        start = in_quarter(int((o - 1) * 8 / 12))
        for (s = 1; s <= states; s++) {
            if (draw(5) == 0)
                continue
            controls = size[state[s]] * (12 + draw(20))
            irregular = near(controls, 9 + 2 * (o % 4))
            seizures = near(irregular, 40)
            amount = irregular * (21000 + draw(90000)) + draw(100)
            print kind sprintf("%02d", o) "," kind "," area[o % areas + 1] "," state[s] "," start "," controls "," \
                (draw(15) ? irregular : "") "," seizures "," (draw(12) ? cents(amount) : "")
        }
    }'

make rif '
    print "rif_id,member_state,issue_date,fields_required,fields_completed,fields_precise,relevant," \
        "feedback_due_date,feedback_date"
    for (i = 1; i <= 240; i++) {
        issued = 16801 + i * 3 + draw(3)
        required = 10 + draw(4)
        completed = required - near(3, 40)
        precise = completed - near(4, 25)
        days = 4 + draw(12) + draw(25) + (draw(5) ? 0 : 20 + draw(120))
        open = issued + days > 17531
        print sprintf("RIF%04d", i) "," state[draw(states) + 1] "," date(issued) "," required "," completed "," \
            precise "," (open || !draw(12) ? "" : draw(100) < 78 ? "yes" : "no") "," date(issued + 30) "," \
            (open ? "" : date(issued + days))
    }'

# Authorisations, one life each; and what the Member States report as their stock at the end of each year. One
# of these reports is wrong by two: LT, AEOC, sme, 2017.
make aeo_register '
    print "aeo_id,member_state,aeo_type,event,event_date,decision_date,size,valid"
    types = split("AEOC AEOS AEOF", type, " ")
    sizes = split("sme large natural_person", operator, " ")
    for (s = 1; s <= 4; s++)
        for (t = 1; t <= types; t++)
            for (z = 1; z <= sizes - (t > 1); z++)
                stock[s, t, z] = size[state[s]] * (12 - 3 * t) + draw(5)
    for (s = 1; s <= 4; s++)
        for (t = 1; t <= types; t++)
            for (z = 1; z <= sizes - (t > 1); z++)
                print "," state[s] "," type[t] ",,2015-12-31,," operator[z] "," stock[s, t, z]
    for (y = 0; y < 2; y++) {
        for (i = 1; i <= 70; i++) {
            s = draw(4) + 1
            t = draw(types) + 1
            z = draw(sizes - (t > 1)) + 1
            id = "," state[s] "," type[t] ","
            name = state[s] "AEO" sprintf("%05d", 1000 * (y + 1) + i)
            day = 16801 + 366 * y + draw(240)
            end = ",," operator[z] ","
            lot = draw(100)
            if (lot < 70) {
                decided = lot < 64 ? day + (lot < 9 ? 30 : 40) + draw(80) : 0
                print name id "application," date(day) "," (decided ? date(decided) : "") "," operator[z] ","
                if (lot < 9)
                    print name id "rejection," date(decided) end
                else if (decided) {
                    print name id "grant," date(decided) end
                    stock[s, t, z]++
                }
            } else if (lot < 80) {
                print name id "suspension," date(day) end
                if (lot < 77)
                    print name id "resumption," date(day + 20 + draw(80)) end
            } else {
                print name id (lot < 88 ? "revocation," : "cessation,") date(day) end
                stock[s, t, z]--
            }
        }
        for (s = 1; s <= 4; s++)
            for (t = 1; t <= types; t++)
                for (z = 1; z <= sizes - (t > 1); z++)
                    print "," state[s] "," type[t] ",," 2016 + y "-12-31,," operator[z] "," \
                        stock[s, t, z] + (y == 1 && state[s] == "LT" && t == 1 && z == 1 ? 2 : 0)
        for (i = 1; i <= 45; i++) { # LT reassesses nobody
            s = draw(3) + 1
            s += state[s] == "LT"
            t = draw(types) + 1
            print state[s] "AEO" sprintf("%05d", 9000 + 100 * y + i) "," state[s] "," type[t] ",reassessment," \
                date(16801 + 366 * y + draw(360)) ",," operator[draw(sizes - (t > 1)) + 1] ","
        }
    }'

# Entry summary declarations of 2017-Q3, with what goes wrong in their texts.
make ens '
    print "ens_id,lodgement_date,member_state,transport_mode,state,consignor,consignee,seller,buyer," \
        "goods_description,commodity,gross_mass,packages"
    persons = split("Hanjin Trading Co;Almeida & Filhos;Nordwind GmbH;Łódź Tekstyl;Green Valley Ltd;Société Martin;" \
        "Ünlü Tekstil A.Ş.", person, ";")
    foreigners = split("Θεσσαλονίκη ΑΕ;北京进出口公司;ООО Восток", foreigner, ";")
    blanks = split("N/A;-;XXX;AS PER ATTACHED;.;unknown;;", blank, ";")
    goods = split("men cotton shirts, knitted;frozen shrimps, peeled;LED lamps 5 W, E27;ceramic tableware;" \
        "aluminium bicycle frames;lithium-ion battery packs for laptops;rubber footwear with textile uppers;" \
        "stainless steel bolts M8;vêtements en coton pour bébés", good, ";")
    others = split("мужские рубашки из хлопка;παιδικά παιχνίδια από πλαστικό;棉制衬衫", other, ";")
    vagues = split("general cargo;PARTS;Various goods;consolidated cargo;spare parts;gifts;Freight of all kinds",
        vague, ";")
    codes = split("610510 030617 853950 69111000 871491 850760 6402993900 731815 610520 950300", code, " ")
    modes = split("sea air rail road", mode, " ")
    for (i = 1; i <= 300; i++) {
        line = sprintf("ENS%05d", i) "," in_quarter(6) "," state[draw(states) + 1] "," mode[draw(modes) + 1] ","
        line = line (draw(60) == 0 ? "" : draw(100) < 8 ? "rejected" : draw(100) < 90 ? "processed" : "submitted")
        for (p = 0; p < 4; p++)
            line = line "," (draw(100) < (p < 2 ? 3 : 12) ? blank[draw(blanks) + 1] : \
                draw(100) < 4 ? foreigner[draw(foreigners) + 1] : person[draw(persons) + 1])
        lot = draw(100)
        text = lot < 5 ? blank[draw(blanks) + 1] : lot < 16 ? vague[draw(vagues) + 1] : \
            lot < 22 ? other[draw(others) + 1] : good[draw(goods) + 1]
        line = line "," (text ~ /,/ ? "\"" text "\"" : text)
        lot = draw(100)
        line = line "," (lot < 8 ? "" : lot < 12 ? "N/A" : lot < 15 ? "6105" : code[draw(codes) + 1])
        print line "," 40 + draw(9000) "." draw(10) "," 1 + draw(90)
    }'

make readiness '
    print "date,member_state,element,readiness"
    elements = split("12 01 000 000|13 16 000 000|13 17 000 000|18 06 054 000|19 01 000 000|99 08 000 000", element, "|")
    for (q = 4; q < 8; q++)
        for (s = 1; s <= states; s++)
            for (e = 1; e <= elements; e++) {
                lot = draw(100) + 9 * (q - 4) - 6 * e
                print date(16801 + int((q + 1) * 91.3) - 3) "," state[s] "," element[e] "," \
                    (draw(40) == 0 ? "" : lot < 10 ? "not_ready" : lot < 40 ? "in_progress" : "ready")
            }'

# Legal shortcomings take the longest; staff ones of LT are all open.
make shortcomings '
    print "shortcoming_id,member_state,field,opened_date,closed_date"
    kinds = split("legal it staff other", kind, " ")
    for (i = 1; i <= 90; i++) {
        s = draw(states) + 1
        k = draw(kinds) + 1
        opened = 16801 + i * 8
        days = 30 + draw(90) + (k == 1 ? 120 + draw(200) : 0)
        open = opened + days > 17531 || (k == 3 && state[s] == "LT")
        print sprintf("S%03d", i) "," state[s] "," kind[k] "," date(opened) "," (open ? "" : date(opened + days))
    }'

# Quantities lie in their own units. In 2017-Q3 one seizure of cigarettes in GR is as large as all others together.
make seizures '
    print "date,member_state,traffic,goods,cases,quantity,quantity_unit"
    kinds = split("drugs cigarettes firearms cash ipr cites cultural_goods", kind, " ")
    split("kg pieces pieces EUR pieces pieces pieces", unit, " ")
    split("40 90000 3 60000 900 12 2", each, " ")
    ways = split("air land sea", way, " ")
    for (q = 0; q < 8; q++)
        for (s = 1; s <= states; s++)
            for (k = 1; k <= kinds; k++) {
                cases = draw(size[state[s]] * 3 + 2)
                if (cases == 0)
                    continue
                amount = cases * each[k] * (60 + draw(80))
                if (q == 6 && k == 2 && state[s] == "GR")
                    amount *= 40
                print in_quarter(q) "," state[s] "," way[draw(ways) + 1] "," kind[k] "," cases "," \
                    (draw(25) ? int(amount / 100) "." sprintf("%02d", amount % 100) "," unit[k] : ",")
            }'

# Amounts have a long tail; one case in eight is below the floor of the reports.
make pif '
    print "case_id,report_date,member_state,case_kind,pif_amount,recovered"
    for (i = 1; i <= 260; i++) {
        amount = 6000 + draw(30000)
        while (draw(3) == 0)
            amount *= 3
        amount = amount * 100 + draw(100)
        part = draw(101)
        print sprintf("C%04d", i) "," in_quarter(int((i - 1) * 8 / 260)) "," state[draw(states) + 1] "," \
            (draw(50) == 0 ? "" : draw(100) < 14 ? "fraud" : "irregularity") "," cents(amount) "," \
            (draw(9) == 0 ? "" : cents(int(amount * part / 100)))
    }'

make authorisations '
    print "authorisation_id,authorisation_kind,member_state,granted_date,ended_date,ended_by,audited,connected"
    kinds = split("simplified_declaration entry_in_records self_assessment centralised_clearance", kind, " ")
    for (i = 1; i <= 160; i++) {
        s = draw(states) + 1
        k = draw(10)
        k = k < 6 ? 1 : k < 9 ? 2 : 3 + draw(2)
        granted = 16801 + int(i * 4.4)
        ended = draw(8) ? 0 : granted + 90 + draw(500)
        ended = ended > 17531 ? 0 : ended
        print state[s] sprintf("SP%04d", i) "," kind[k] "," state[s] "," date(granted) "," \
            (ended ? date(ended) "," (draw(3) ? draw(2) ? "withdrawal" : "expiry" : "revocation") : ",") "," \
            (draw(30) == 0 ? "" : draw(100) < (state[s] == "GR" ? 15 : 45) ? "yes" : "no") "," \
            (draw(30) == 0 ? "" : draw(100) < 25 * k ? "yes" : "no")
    }'

make conformity '
    print "date,member_state,finding,product,cases,articles,market_value,import_items"
    products = split("toys electronics cosmetics clothing", product, " ")
    for (q = 0; q < 8; q++)
        for (s = 1; s <= states; s++) {
            day = in_quarter(q)
            for (k = 0; k < 2; k++)
                for (p = 1; p <= products; p++) {
                    cases = draw(size[state[s]] * 6 + 2) + (k == 0 && p == 1 ? q : 0)
                    articles = cases * (4 + draw(90))
                    print day "," state[s] "," (k ? "ipr" : "non_conformity") "," product[p] "," cases "," \
                        (draw(20) ? articles : "") "," (k && draw(15) ? cents(articles * (900 + draw(6000))) : "") "," \
                        (k == 0 && p == 1 ? size[state[s]] * 90000 + draw(9000) : "")
                }
        }'

[ ! -e samples.json ] || package >datapackage.json
