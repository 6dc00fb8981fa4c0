"""Sentences of many wars and styles, each with everything that it counts.

A row is: number as printed, count type, value (or the two bounds of a range or vague word), unit, population, modality, and
the whole it is part of.
"""

from __future__ import annotations

import pytest

from tests.extract.quantities.people_rows import Row, rows

CASES: list[tuple[str, list[Row]]] = [
    (
        "The bombing left at least 12 people dead and 30 others wounded, hospital officials told reporters.",
        [
            ("at least 12", "killed", 12, "person", "unknown", "asserted", None),
            ("30", "injured", 30, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "A drone strike killed a nurse, a driver and two children on Tuesday.",
        [
            ("a", "killed", 1, "nurse", "civilian", "asserted", None),
            ("a", "killed", 1, "driver", "civilian", "asserted", None),
            ("two", "killed", 2, "child", "civilian", "asserted", None),
        ],
    ),
    (
        "Gunmen killed a woman and her three children in the village.",
        [
            ("a", "killed", 1, "woman", "civilian", "asserted", None),
            ("three", "killed", 3, "child", "civilian", "asserted", None),
        ],
    ),
    (
        "The rebels said they had lost 14 fighters and captured 30 soldiers.",
        [
            ("14", "killed", 14, "fighter", "military", "asserted", None),
            ("30", "captured", 30, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "Eleven hostages, among them four women, were released on Sunday after months in captivity.",
        [
            ("Eleven", "released", 11, "hostage", "unknown", "asserted", None),
            ("four", "released", 4, "woman", "civilian", "asserted", "Eleven"),
        ],
    ),
    (
        "He was convicted of the murder of three policemen.",
        [
            ("three", "killed", 3, "policeman", "military", "asserted", None),
        ],
    ),
    (
        "The army said 20 militants were killed and 12 arrested in the raids.",
        [
            ("20", "killed", 20, "militant", "military", "asserted", None),
            ("12", "detained", 12, "militant", "military", "asserted", None),
        ],
    ),
    (
        "Police arrested 45 protesters overnight.",
        [
            ("45", "detained", 45, "protester", "civilian", "asserted", None),
        ],
    ),
    (
        "Around 3,000 people were forced to flee their homes.",
        [
            ("Around 3,000", "displaced", 3000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "More than 1.5 million refugees have crossed into Chad since April 2023.",
        [
            ("More than 1.5 million", "displaced", 1500000, "refugee", "unknown", "asserted", None),
        ],
    ),
    (
        "An estimated 200,000 people have been displaced by the fighting.",
        [
            ("An estimated 200,000", "displaced", 200000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Rescuers pulled 14 bodies from the rubble; 30 people are still missing.",
        [
            ("14", "killed", 14, "body", "unknown", "asserted", None),
            ("30", "missing", 30, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Up to 60 people may have died in the sinking, the coast guard said.",
        [
            ("Up to 60", "killed", 60, "person", "unknown", "possible", None),
        ],
    ),
    (
        "The two sides will exchange 200 prisoners each on Friday.",
        [
            ("200", "released", 200, "prisoner", "unknown", "planned", None),
        ],
    ),
    (
        "The militia freed 12 of the 40 schoolgirls it kidnapped in March.",
        [
            ("12", "released", 12, "schoolgirl", "civilian", "asserted", None),
        ],
    ),
    (
        "Of the 38 killed, 17 were women.",
        [
            ("38", "killed", 38, "person", "unknown", "asserted", None),
            ("17", "killed", 17, "woman", "civilian", "asserted", "38"),
        ],
    ),
    (
        "The clashes claimed the lives of 25 civilians and three soldiers.",
        [
            ("25", "killed", 25, "civilian", "civilian", "asserted", None),
            ("three", "killed", 3, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "The bodies of 18 men were found in a mass grave.",
        [
            ("18", "killed", 18, "man", "unknown", "asserted", None),
        ],
    ),
    (
        "Three soldiers were killed and another was injured.",
        [
            ("Three", "killed", 3, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "The attack killed 13 people, most of them women, and injured dozens more.",
        [
            ("13", "killed", 13, "person", "unknown", "asserted", None),
            ("dozens", "injured", (12.0, 99.0), "person", "unknown", "asserted", None),
        ],
    ),
    (
        "A total of 93 people have been killed since Monday, bringing the toll to 410.",
        [
            ("93", "killed", 93, "person", "unknown", "asserted", None),
            ("410", "killed", 410, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "At least 15 people, including nine police officers and a child, were killed when a car bomb exploded.",
        [
            ("At least 15", "killed", 15, "person", "unknown", "asserted", None),
            ("nine", "killed", 9, "police officer", "military", "asserted", "At least 15"),
            ("a", "killed", 1, "child", "civilian", "asserted", "At least 15"),
        ],
    ),
    (
        "More than 100 of the 250 hostages remain in captivity.",
        [
            ("More than 100", "held", 100, "hostage", "unknown", "asserted", "250"),
            ("250", "held", 250, "hostage", "unknown", "asserted", None),
        ],
    ),
    (
        "The ministry put the death toll at 1,240, with 5,300 wounded.",
        [
            ("1,240", "killed", 1240, "person", "unknown", "asserted", None),
            ("5,300", "injured", 5300, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The government denied that 40 soldiers had been captured.",
        [
            ("40", "captured", 40, "soldier", "military", "denied", None),
        ],
    ),
    (
        "A six-year-old girl was wounded by shrapnel.",
        [
            ("A", "injured", 1, "girl", "civilian", "asserted", None),
        ],
    ),
    (
        "Maria Lopez, a nurse, was killed on the road.",
        [],
    ),
    (
        "The gunman, who killed four people, died at the scene.",
        [
            ("four", "killed", 4, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Seventeen people drowned when the boat capsized, and 20 others are feared dead.",
        [
            ("Seventeen", "killed", 17, "person", "unknown", "asserted", None),
            ("20", "killed", 20, "person", "unknown", "possible", None),
        ],
    ),
    (
        "Troops evacuated 400 civilians from the besieged town.",
        [
            ("400", "evacuated", 400, "civilian", "civilian", "asserted", None),
        ],
    ),
    (
        "The Red Cross said 1,200 people had been moved to safety.",
        [
            ("1,200", "evacuated", 1200, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Hezbollah said four of its fighters were killed in Israeli strikes.",
        [
            ("four", "killed", 4, "fighter", "military", "asserted", None),
        ],
    ),
    (
        "The Taliban released 10 Afghan soldiers captured last year.",
        [
            ("10", "released", 10, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "Police said three of the dead were foreigners.",
        [
            ("three", "killed", 3, "foreigner", "unknown", "asserted", None),
        ],
    ),
    (
        "None of the 120 passengers was hurt.",
        [
            ("None", "injured", 0, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Seven people - five adults and two children - died in the fire.",
        [
            ("Seven", "killed", 7, "person", "unknown", "asserted", None),
            ("five", "killed", 5, "adult", "unknown", "asserted", "Seven"),
            ("two", "killed", 2, "child", "civilian", "asserted", "Seven"),
        ],
    ),
    (
        "The number of wounded rose to 63.",
        [
            ("63", "injured", 63, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Two Turkish soldiers and 35 PKK militants were killed in the past 24 hours.",
        [
            ("Two", "killed", 2, "soldier", "military", "asserted", None),
            ("35", "killed", 35, "militant", "military", "asserted", None),
        ],
    ),
    (
        "The group claimed it had killed 50 troops, but the army admitted to only three dead.",
        [
            ("50", "killed", 50, "troop", "military", "asserted", None),
            ("three", "killed", 3, "troop", "military", "asserted", None),
        ],
    ),
    (
        'An army spokesman said five "terrorists" were killed.',
        [
            ("five", "killed", 5, "terrorist", "military", "asserted", None),
        ],
    ),
    (
        '"We lost 23 people that day," said the mayor.',
        [
            ("23", "killed", 23, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "14 Dead, 37 Hurt in Market Blast",
        [
            ("14", "killed", 14, "person", "unknown", "asserted", None),
            ("37", "injured", 37, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Suicide car bomb in Kabul leaves 7 dead, dozens wounded",
        [
            ("7", "killed", 7, "person", "unknown", "asserted", None),
            ("dozens", "injured", (12.0, 99.0), "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Clashes in the north have killed hundreds and displaced tens of thousands.",
        [
            ("hundreds", "killed", (100.0, 999.0), "person", "unknown", "asserted", None),
            ("tens of thousands", "displaced", (10000.0, 99999.0), "person", "unknown", "asserted", None),
        ],
    ),
    (
        "It was the deadliest attack since a bombing in 2008 that killed 54.",
        [
            ("54", "killed", 54, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Between 30 and 40 people were injured, some seriously.",
        [
            ("Between 30 and 40", "injured", (30.0, 40.0), "person", "unknown", "asserted", None),
        ],
    ),
    (
        "20 civilians killed 30 injured",
        [
            ("20", "killed", 20, "civilian", "civilian", "asserted", None),
            ("30", "injured", 30, "civilian", "civilian", "asserted", None),
        ],
    ),
    (
        "The shelling killed three women, two men and a 10-year-old boy.",
        [
            ("three", "killed", 3, "woman", "civilian", "asserted", None),
            ("two", "killed", 2, "man", "unknown", "asserted", None),
            ("a", "killed", 1, "boy", "civilian", "asserted", None),
        ],
    ),
    (
        "Some 90,000 people fled the city last week, according to the United Nations.",
        [
            ("Some 90,000", "displaced", 90000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Fighters took 30 villagers hostage.",
        [
            ("30", "abducted", 30, "villager", "civilian", "asserted", None),
        ],
    ),
    (
        "Security forces rounded up 70 suspects.",
        [
            ("70", "detained", 70, "suspect", "unknown", "asserted", None),
        ],
    ),
    (
        "Fourteen guerrillas surrendered to the army.",
        [
            ("Fourteen", "captured", 14, "guerrilla", "military", "asserted", None),
        ],
    ),
    (
        "He is one of 14 journalists jailed in the country.",
        [
            ("14", "held", 14, "journalist", "civilian", "asserted", None),
        ],
    ),
    (
        "About 4,500 detainees are still held without charge.",
        [
            ("About 4,500", "held", 4500, "detainee", "unknown", "asserted", None),
        ],
    ),
    (
        "Eight people died in Basra, six in Mosul and three in Kirkuk.",
        [
            ("Eight", "killed", 8, "person", "unknown", "asserted", None),
            ("six", "killed", 6, "person", "unknown", "asserted", None),
            ("three", "killed", 3, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Thirty were injured, five seriously.",
        [
            ("Thirty", "injured", 30, "person", "unknown", "asserted", None),
            ("five", "injured", 5, "person", "unknown", "asserted", "Thirty"),
        ],
    ),
    (
        "The Army said 12 soldiers were killed in the north and four in the south.",
        [
            ("12", "killed", 12, "soldier", "military", "asserted", None),
            ("four", "killed", 4, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "A swap involving 300 prisoners took place at the border.",
        [
            ("300", "exchanged", 300, "prisoner", "unknown", "asserted", None),
        ],
    ),
    (
        "He ordered 400 residents to evacuate.",
        [
            ("400", "evacuated", 400, "resident", "civilian", "planned", None),
        ],
    ),
    (
        "She lost her husband and two sons in the shelling.",
        [
            ("her husband", "killed", 1, "husband", "civilian", "asserted", None),
            ("two", "killed", 2, "son", "unknown", "asserted", None),
        ],
    ),
    (
        "The strike claimed 12 victims.",
        [
            ("12", "killed", 12, "victim", "unknown", "asserted", None),
        ],
    ),
    (
        "The fighting has killed at least 5,000 people since 2014, more than 1,200 of them civilians.",
        [
            ("at least 5,000", "killed", 5000, "person", "unknown", "asserted", None),
            ("more than 1,200", "killed", 1200, "civilian", "civilian", "asserted", "at least 5,000"),
        ],
    ),
    (
        "Military losses: 12 KIA, 30 WIA.",
        [
            ("12", "killed", 12, "person", "unknown", "asserted", None),
            ("30", "injured", 30, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The ministry said 45 people were killed in the past 24 hours, bringing the total to 35,000.",
        [
            ("45", "killed", 45, "person", "unknown", "asserted", None),
            ("35,000", "killed", 35000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The two men were later found dead.",
        [
            ("two", "killed", 2, "man", "unknown", "asserted", None),
        ],
    ),
    (
        "Nearly 100,000 Armenians have fled Nagorno-Karabakh.",
        [
            ("Nearly 100,000", "displaced", 100000, "armenian", "unknown", "asserted", None),
        ],
    ),
    (
        "More than 12 million Sudanese have been driven from their homes since the war began.",
        [
            ("More than 12 million", "displaced", 12000000, "sudanese", "unknown", "asserted", None),
        ],
    ),
    (
        "Air strikes flattened a school, killing at least 30, mostly women and children.",
        [
            ("at least 30", "killed", 30, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The group kidnapped 12 aid workers, seven of whom were later freed.",
        [
            ("12", "abducted", 12, "aid worker", "civilian", "asserted", None),
            ("seven", "released", 7, "aid worker", "civilian", "asserted", None),
        ],
    ),
    (
        "The court jailed 15 activists for up to ten years.",
        [
            ("15", "held", 15, "activist", "civilian", "asserted", None),
        ],
    ),
    (
        "Israel freed 90 Palestinian prisoners in exchange for three Israeli hostages.",
        [
            ("90", "released", 90, "prisoner", "unknown", "asserted", None),
            ("three", "released", 3, "hostage", "unknown", "asserted", None),
        ],
    ),
    (
        "He said 13 marines died and 20 more were hurt in the bombing.",
        [
            ("13", "killed", 13, "marine", "military", "asserted", None),
            ("20", "injured", 20, "marine", "military", "asserted", None),
        ],
    ),
    (
        "In all, 2,977 people lost their lives.",
        [
            ("2,977", "killed", 2977, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "According to the local governor, the toll stood at 18 dead and 41 wounded.",
        [
            ("18", "killed", 18, "person", "unknown", "asserted", None),
            ("41", "injured", 41, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Two children were among the dead, medics said.",
        [
            ("Two", "killed", 2, "child", "civilian", "asserted", None),
        ],
    ),
    (
        "The dead included five children and three women.",
        [
            ("five", "killed", 5, "child", "civilian", "asserted", None),
            ("three", "killed", 3, "woman", "civilian", "asserted", None),
        ],
    ),
    (
        "Those killed included a pregnant woman and a 4-year-old boy.",
        [
            ("a", "killed", 1, "woman", "civilian", "asserted", None),
            ("a", "killed", 1, "boy", "civilian", "asserted", None),
        ],
    ),
    (
        "A Palestinian teenager was shot dead by Israeli troops.",
        [
            ("A", "killed", 1, "teenager", "civilian", "asserted", None),
        ],
    ),
    (
        "At least three people have been killed and one injured in a shooting.",
        [
            ("At least three", "killed", 3, "person", "unknown", "asserted", None),
            ("one", "injured", 1, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The captain and 11 crew members were taken hostage by pirates.",
        [
            ("11", "abducted", 11, "crew member", "unknown", "asserted", None),
        ],
    ),
    (
        "The rebels captured 25 soldiers and killed 10 others, a spokesman for the group said.",
        [
            ("25", "captured", 25, "soldier", "military", "asserted", None),
            ("10", "killed", 10, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The president said 43,000 Ukrainian soldiers had been killed and 370,000 injured, half of whom returned to the front.",
        [
            ("43,000", "killed", 43000, "soldier", "military", "asserted", None),
            ("370,000", "injured", 370000, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "The bus was carrying 42 people, 18 of whom died.",
        [
            ("42", "evacuated", 42, "person", "unknown", "asserted", None),
            ("18", "killed", 18, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The earthquake has killed over 50,000 people and left millions homeless.",
        [
            ("over 50,000", "killed", 50000, "person", "unknown", "asserted", None),
            ("millions", "displaced", (1000000.0, 9999999.0), "person", "unknown", "asserted", None),
        ],
    ),
    (
        "An explosion at a factory injures 14",
        [
            ("14", "injured", 14, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Two Palestinians, one of them a child, were killed.",
        [
            ("Two", "killed", 2, "palestinian", "unknown", "asserted", None),
            ("one", "killed", 1, "child", "civilian", "asserted", "Two"),
        ],
    ),
    (
        "Seven Lebanese soldiers and a civilian were wounded by gunfire.",
        [
            ("Seven", "injured", 7, "soldier", "military", "asserted", None),
            ("a", "injured", 1, "civilian", "civilian", "asserted", None),
        ],
    ),
    (
        "A car bomb wounded a policeman and two passers-by.",
        [
            ("a", "injured", 1, "policeman", "military", "asserted", None),
            ("two", "injured", 2, "passer-by", "civilian", "asserted", None),
        ],
    ),
    (
        "THE GUERRILLAS KILLED 12 SOLDIERS AND WOUNDED 8 MORE IN AN AMBUSH NEAR THE TOWN.",
        [
            ("12", "killed", 12, "soldier", "military", "asserted", None),
            ("8", "injured", 8, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "TWO POLICEMEN AND A CIVILIAN DIED, AND FIVE OTHERS, INCLUDING A CHILD, WERE WOUNDED.",
        [
            ("TWO", "killed", 2, "policeman", "military", "asserted", None),
            ("A", "killed", 1, "civilian", "civilian", "asserted", None),
            ("FIVE", "injured", 5, "person", "unknown", "asserted", None),
            ("A", "injured", 1, "child", "civilian", "asserted", "FIVE"),
        ],
    ),
    (
        "Officials have confirmed 27 deaths so far and fear that number could rise.",
        [
            ("27", "killed", 27, "death", "unknown", "asserted", None),
        ],
    ),
    (
        "The bomb killed 3 and hurt 11, 4 of them critically.",
        [
            ("3", "killed", 3, "person", "unknown", "asserted", None),
            ("11", "injured", 11, "person", "unknown", "asserted", None),
            ("4", "injured", 4, "person", "unknown", "asserted", "11"),
        ],
    ),
    (
        "Another 60 people were wounded.",
        [
            ("60", "injured", 60, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "A further 200 were arrested.",
        [
            ("200", "detained", 200, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The number of dead has risen to 19.",
        [
            ("19", "killed", 19, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The International Red Cross said it facilitated the release of 25 detainees.",
        [
            ("25", "released", 25, "detainee", "unknown", "asserted", None),
        ],
    ),
    (
        "Ten thousand people have been evacuated.",
        [
            ("Ten thousand", "evacuated", 10000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The army reported the deaths of two more of its soldiers.",
        [
            ("two", "killed", 2, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "Russia returned the bodies of 1,212 Ukrainian soldiers.",
        [
            ("1,212", "killed", 1212, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "17 migrants are missing after the dinghy sank.",
        [
            ("17", "missing", 17, "migrant", "unknown", "asserted", None),
        ],
    ),
    (
        "A gunman killed 12 people before turning the gun on himself.",
        [
            ("12", "killed", 12, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "He killed three people and then himself.",
        [
            ("three", "killed", 3, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "She was one of three women killed by the militia.",
        [
            ("three", "killed", 3, "woman", "civilian", "asserted", None),
        ],
    ),
    (
        "Half a million people have died.",
        [
            ("Half a million", "killed", 500000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Each side handed over 115 captives.",
        [
            ("115", "released", 115, "captive", "unknown", "asserted", None),
        ],
    ),
    (
        "The swap, the 58th of the war, brought home 189 people, including 173 soldiers, 14 border guards and two civilians.",
        [
            ("189", "released", 189, "person", "unknown", "asserted", None),
            ("173", "released", 173, "soldier", "military", "asserted", "189"),
            ("14", "released", 14, "border guard", "military", "asserted", "189"),
            ("two", "released", 2, "civilian", "civilian", "asserted", "189"),
        ],
    ),
    (
        "Armed men took 87 worshippers from three churches in the village.",
        [
            ("87", "abducted", 87, "worshipper", "civilian", "asserted", None),
        ],
    ),
    (
        "Gunmen on motorcycles stormed the boarding school and made off with 110 girls.",
        [
            ("110", "abducted", 110, "girl", "civilian", "asserted", None),
        ],
    ),
    (
        "The insurgents carried away 38 women and 12 infants.",
        [
            ("38", "abducted", 38, "woman", "civilian", "asserted", None),
            ("12", "abducted", 12, "infant", "civilian", "asserted", None),
        ],
    ),
    (
        "Security forces freed 58 kidnap victims in a forest operation.",
        [
            ("58", "released", 58, "victim", "unknown", "asserted", None),
        ],
    ),
    (
        "Police in Minsk picked up more than 600 demonstrators on Sunday alone; about 250 were released after paying fines.",
        [
            ("more than 600", "detained", 600, "demonstrator", "civilian", "asserted", None),
            ("about 250", "released", 250, "demonstrator", "civilian", "asserted", None),
        ],
    ),
    (
        "The rights group Spring counts 1,265 political prisoners in the country's jails.",
        [
            ("1,265", "held", 1265, "prisoner", "unknown", "asserted", None),
        ],
    ),
    (
        "Officers detained 214 people in 17 cities, OVD said, 98 of them in Moscow.",
        [
            ("214", "detained", 214, "person", "unknown", "asserted", None),
            ("98", "detained", 98, "person", "unknown", "asserted", "214"),
        ],
    ),
    (
        "They held 43 men overnight and let all but six go in the morning.",
        [
            ("43", "held", 43, "man", "unknown", "asserted", None),
        ],
    ),
    (
        "Thirty-one of the detainees were minors.",
        [
            ("Thirty-one", "held", 31, "minor", "civilian", "asserted", None),
        ],
    ),
    (
        "Families are looking for 112 people who vanished at checkpoints.",
        [
            ("112", "missing", 112, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Twenty-two fishermen have not been heard from since the storm.",
        [
            ("Twenty-two", "missing", 22, "fisherman", "civilian", "asserted", None),
        ],
    ),
    (
        "About 3,800 persons remain unaccounted for 20 years after the war.",
        [
            ("About 3,800", "missing", 3800, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The remains of 12 of the missing were identified last year.",
        [
            ("12", "killed", 12, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "As many as 70 miners were believed trapped underground.",
        [
            ("As many as 70", "missing", 70, "miner", "civilian", "asserted", None),
        ],
    ),
    (
        "The floods drove 40,000 from their homes, 15,000 of them in the delta.",
        [
            ("40,000", "displaced", 40000, "person", "unknown", "asserted", None),
            ("15,000", "displaced", 15000, "person", "unknown", "asserted", "40,000"),
        ],
    ),
    (
        "Some 6,000 people crossed into Uganda over the weekend.",
        [
            ("Some 6,000", "displaced", 6000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "In a single week 130,000 people were uprooted in North Kivu, the UN refugee agency said.",
        [
            ("130,000", "displaced", 130000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Helicopters lifted 120 patients out of the hospital.",
        [
            ("120", "evacuated", 120, "patient", "unknown", "asserted", None),
        ],
    ),
    (
        "The governor ordered 12,000 people in four districts to leave by nightfall.",
        [
            ("12,000", "evacuated", 12000, "person", "unknown", "planned", None),
        ],
    ),
    (
        "Two hundred fighters laid down their weapons.",
        [
            ("Two hundred", "captured", 200, "fighter", "military", "asserted", None),
        ],
    ),
    (
        "The army said 36 rebels had given themselves up and 11 were captured.",
        [
            ("36", "captured", 36, "rebel", "military", "asserted", None),
            ("11", "captured", 11, "rebel", "military", "asserted", None),
        ],
    ),
    (
        "Russian forces claimed to have taken 400 prisoners; Ukraine put the number at 40.",
        [
            ("400", "captured", 400, "prisoner", "unknown", "asserted", None),
            ("40", "captured", 40, "prisoner", "unknown", "asserted", None),
        ],
    ),
    (
        "The two countries agreed to free 50 prisoners each.",
        [
            ("50", "released", 50, "prisoner", "unknown", "planned", None),
        ],
    ),
    (
        "Colombia's ELN promised to release the five policemen it holds.",
        [
            ("five", "released", 5, "policeman", "military", "planned", None),
        ],
    ),
    (
        "The guerrillas still hold 13 soldiers, two of them officers.",
        [
            ("13", "held", 13, "soldier", "military", "asserted", None),
            ("two", "held", 2, "officer", "military", "asserted", "13"),
        ],
    ),
    (
        "Eleven aid workers abducted in May were freed unharmed on Friday, the Red Cross said, but two remain in captivity.",
        [
            ("Eleven", "abducted", 11, "aid worker", "civilian", "asserted", None),
            ("two", "held", 2, "aid worker", "civilian", "asserted", None),
        ],
    ),
    (
        "The junta pardoned 3,113 prisoners, among them 98 foreigners.",
        [
            ("3,113", "released", 3113, "prisoner", "unknown", "asserted", None),
            ("98", "released", 98, "foreigner", "unknown", "asserted", "3,113"),
        ],
    ),
    (
        "The shelling forced 2,300 families out.",
        [
            ("2,300", "displaced", 2300, "family", "unknown", "asserted", None),
        ],
    ),
    (
        "Over 800,000 are living in tents.",
        [
            ("Over 800,000", "displaced", 800000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Of the 276 girls seized, 57 escaped within days, 107 were later freed and more than 80 are still missing.",
        [
            ("276", "abducted", 276, "girl", "civilian", "asserted", None),
            ("107", "released", 107, "girl", "civilian", "asserted", None),
            ("more than 80", "missing", 80, "girl", "civilian", "asserted", None),
        ],
    ),
    (
        "Two hundred and six were freed on Monday, 150 on Tuesday and the last 44 on Wednesday.",
        [
            ("Two hundred and six", "released", 206, "person", "unknown", "asserted", None),
            ("150", "released", 150, "person", "unknown", "asserted", None),
            ("44", "released", 44, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The fishermen pulled four bodies from the water.",
        [
            ("four", "killed", 4, "body", "unknown", "asserted", None),
        ],
    ),
    (
        "Masked men abducted the mayor and 11 of his guards.",
        [
            ("11", "abducted", 11, "guard", "unknown", "asserted", None),
        ],
    ),
    (
        "Among those taken were two nurses, a driver and a 12-year-old boy.",
        [
            ("two", "abducted", 2, "nurse", "civilian", "asserted", None),
            ("a", "abducted", 1, "driver", "civilian", "asserted", None),
            ("a", "abducted", 1, "boy", "civilian", "asserted", None),
        ],
    ),
    (
        "The militia is holding 31 people, including five foreigners.",
        [
            ("31", "held", 31, "person", "unknown", "asserted", None),
            ("five", "held", 5, "foreigner", "unknown", "asserted", "31"),
        ],
    ),
    (
        "Rescuers are still searching for 18 crew members.",
        [
            ("18", "missing", 18, "crew member", "unknown", "asserted", None),
        ],
    ),
    (
        "The Red Crescent has registered 640 missing persons since March.",
        [
            ("640", "missing", 640, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "More than 4,000 families were made homeless.",
        [
            ("More than 4,000", "displaced", 4000, "family", "unknown", "asserted", None),
        ],
    ),
    (
        "Residents of 14 villages, some 23,000 people, have been told to leave.",
        [
            ("some 23,000", "evacuated", 23000, "person", "unknown", "planned", None),
        ],
    ),
    (
        "The 45 detainees, all of them men, were taken to an army base.",
        [
            ("45", "held", 45, "detainee", "unknown", "asserted", None),
        ],
    ),
    (
        "In the east, 310 prisoners of war were returned home in exchange for 303.",
        [
            ("310", "released", 310, "prisoner of war", "military", "asserted", None),
            ("303", "released", 303, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Rights lawyers put the number of detainees at 5,400.",
        [
            ("5,400", "held", 5400, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The ministry denied reports that 70 conscripts had been captured.",
        [
            ("70", "captured", 70, "conscript", "military", "denied", None),
        ],
    ),
    (
        "The truce deal calls for the release of 50 hostages in return for 150 prisoners.",
        [
            ("50", "released", 50, "hostage", "unknown", "planned", None),
            ("150", "released", 150, "prisoner", "unknown", "planned", None),
        ],
    ),
    (
        "Another 8,000 were displaced inside the province.",
        [
            ("8,000", "displaced", 8000, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The army evacuated about 900 people, among them 300 children, from three villages.",
        [
            ("about 900", "evacuated", 900, "person", "unknown", "asserted", None),
            ("300", "evacuated", 300, "child", "civilian", "asserted", "about 900"),
        ],
    ),
    (
        "No fewer than 26 protesters were shot dead, and 170 others hospitalised.",
        [
            ("No fewer than 26", "killed", 26, "protester", "civilian", "asserted", None),
            ("170", "injured", 170, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Police said they were holding 14 suspects, three of them women.",
        [
            ("14", "held", 14, "suspect", "unknown", "asserted", None),
            ("three", "held", 3, "woman", "civilian", "asserted", "14"),
        ],
    ),
    (
        "We have 12 dead, 30 injured and five missing.",
        [
            ("12", "killed", 12, "person", "unknown", "asserted", None),
            ("30", "injured", 30, "person", "unknown", "asserted", None),
            ("five", "missing", 5, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The toll: 12 dead, 30 injured, five missing.",
        [
            ("12", "killed", 12, "person", "unknown", "asserted", None),
            ("30", "injured", 30, "person", "unknown", "asserted", None),
            ("five", "missing", 5, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Islamist rebels took at least 100 people captive and executed 20.",
        [
            ("at least 100", "captured", 100, "person", "unknown", "asserted", None),
            ("20", "killed", 20, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "By nightfall 17 hostages had been freed; the fate of another nine was unclear.",
        [
            ("17", "released", 17, "hostage", "unknown", "asserted", None),
            ("nine", "missing", 9, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Three police officers and 11 civilians were reported missing.",
        [
            ("Three", "missing", 3, "police officer", "military", "asserted", None),
            ("11", "missing", 11, "civilian", "civilian", "asserted", None),
        ],
    ),
    (
        "The governor's office said there were 41 killed, 112 wounded and 9 missing.",
        [
            ("41", "killed", 41, "person", "unknown", "asserted", None),
            ("112", "injured", 112, "person", "unknown", "asserted", None),
            ("9", "missing", 9, "person", "unknown", "asserted", None),
        ],
    ),
    (
        "Up to 300 may be buried under the mud.",
        [
            ("Up to 300", "missing", 300, "person", "unknown", "possible", None),
        ],
    ),
    (
        "In two days, 1,046 soldiers gave themselves up.",
        [
            ("1,046", "captured", 1046, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "Tens of thousands fled on foot.",
        [
            ("Tens of thousands", "displaced", (10000.0, 99999.0), "person", "unknown", "asserted", None),
        ],
    ),
    (
        "The attackers killed eight soldiers, wounded 14 and took six prisoner.",
        [
            ("eight", "killed", 8, "soldier", "military", "asserted", None),
            ("14", "injured", 14, "soldier", "military", "asserted", None),
            ("six", "captured", 6, "soldier", "military", "asserted", None),
        ],
    ),
    (
        "Six hostages died in the rescue attempt.",
        [
            ("Six", "killed", 6, "hostage", "unknown", "asserted", None),
        ],
    ),
    (
        "A 24-year-old soldier was captured.",
        [
            ("A", "captured", 1, "soldier", "military", "asserted", None),
        ],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:48] for text, _ in CASES])
def test_sentence(text: str, wanted: list[Row]) -> None:
    assert rows(text) == wanted
