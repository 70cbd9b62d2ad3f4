"""Draws the sample's pictures: the lighthouse, its lens, the keepers' letters, the plan of the gallery.

They were drawn for Tidings and stand under its licence. To make the files anew in this folder:

    python3 draw.py .
    for f in lighthouse-at-dusk lens-restored-0412 keepers-letters; do
      rsvg-convert $f.svg | convert - -strip -sampling-factor 4:2:0 -quality 70 $f.jpg; rm $f.svg; done
    rsvg-convert -f pdf floor-plan-kept-lights.svg -o floor-plan-kept-lights.pdf; rm floor-plan-kept-lights.svg
"""

import os
import random
import sys

os.chdir(sys.argv[1])
random.seed(1874)
# ---- lighthouse at dusk
W,H=1200,800
o=[]
a=o.append
a(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" width="{W}" height="{H}">')
a('''<defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#121a33"/><stop offset=".38" stop-color="#2b3a63"/><stop offset=".66" stop-color="#7a6a86"/><stop offset=".86" stop-color="#d99a76"/><stop offset="1" stop-color="#f0c48a"/></linearGradient>
<linearGradient id="sea" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#b98672"/><stop offset=".18" stop-color="#5d5a78"/><stop offset="1" stop-color="#10182c"/></linearGradient>
<linearGradient id="tower" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#f3dfc4"/><stop offset=".3" stop-color="#d9cbc0"/><stop offset=".75" stop-color="#7d8199"/><stop offset="1" stop-color="#4b526f"/></linearGradient>
<linearGradient id="beam" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#fff3c4" stop-opacity=".85"/><stop offset="1" stop-color="#fff3c4" stop-opacity="0"/></linearGradient>
<linearGradient id="beam2" x1="1" y1="0" x2="0" y2="0"><stop offset="0" stop-color="#fff3c4" stop-opacity=".5"/><stop offset="1" stop-color="#fff3c4" stop-opacity="0"/></linearGradient>
<radialGradient id="glow"><stop offset="0" stop-color="#fff8da"/><stop offset=".25" stop-color="#ffe9a8" stop-opacity=".75"/><stop offset="1" stop-color="#ffd98a" stop-opacity="0"/></radialGradient>
<linearGradient id="rock" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#3a3648"/><stop offset="1" stop-color="#14151f"/></linearGradient>
<filter id="soft"><feGaussianBlur stdDeviation="7"/></filter><filter id="mist"><feGaussianBlur stdDeviation="22"/></filter><filter id="fine"><feGaussianBlur stdDeviation="1.1"/></filter>
<filter id="grain" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".85" numOctaves="2" seed="4"/><feColorMatrix values="0 0 0 0 .5  0 0 0 0 .5  0 0 0 0 .5  0 0 0 .16 0"/></filter>
</defs>''')
a(f'<rect width="{W}" height="560" fill="url(#sky)"/>')
for i in range(70):
    x=random.uniform(0,W); y=random.uniform(0,300); r=random.choice([.6,.8,1,1.3])
    a(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r}" fill="#fff" opacity="{random.uniform(.25,.8)*(1-y/340):.2f}"/>')
# clouds
for (x,y,w,h,c,op) in [(250,430,420,16,'#b07d80',.5),(620,470,520,14,'#e2a582',.5),(980,400,380,18,'#8d7590',.45),(120,380,300,12,'#6c6688',.5),(820,500,460,10,'#f3c08f',.6)]:
    a(f'<ellipse cx="{x}" cy="{y}" rx="{w/2}" ry="{h}" fill="{c}" opacity="{op}" filter="url(#soft)"/>')
a(f'<rect y="556" width="{W}" height="{H-556}" fill="url(#sea)"/>')
for i in range(230):
    y=558+ (i/230)**1.5*240; w=random.uniform(20,150)*(0.4+ (y-556)/200); x=random.uniform(-60,W)
    c=random.choice(['#e8b88c','#8d86a6','#27304d','#1b2440','#c7957f'])
    a(f'<rect x="{x:.0f}" y="{y:.1f}" width="{w:.0f}" height="{1+(y-556)/90:.1f}" rx="1" fill="{c}" opacity="{random.uniform(.1,.35):.2f}"/>')
# beams
a('<g filter="url(#soft)"><polygon points="806,213 1260,60 1260,250 806,229" fill="url(#beam)"/><polygon points="794,213 -40,150 -40,360 794,229" fill="url(#beam2)"/></g>')
# reflection of the light
for i in range(26):
    y=575+i*8.4; w=14+i*2.6+random.uniform(-6,10)
    a(f'<rect x="{620-w/2+random.uniform(-8,8):.0f}" y="{y:.0f}" width="{w:.0f}" height="2.6" rx="1.3" fill="#ffe2a0" opacity="{.5-.016*i:.2f}"/>')
# far coast
a('<path d="M0 556 L0 538 C90 528 160 540 240 536 C330 530 380 548 470 552 L520 556 Z" fill="#4d4660" opacity=".85"/>')
# rock
a('<path d="M560 800 C590 720 560 690 610 660 C630 610 660 600 690 596 C720 560 760 556 800 556 C850 552 880 566 930 562 C1000 556 1060 575 1120 570 C1160 566 1190 560 1200 556 L1200 800 Z" fill="url(#rock)"/>')
for i in range(60):
    x=random.uniform(640,1190); y=random.uniform(585,780); l=random.uniform(16,60)
    a(f'<path d="M{x:.0f} {y:.0f} l{l:.0f} {random.uniform(4,16):.0f} l{-l*.5:.0f} {random.uniform(4,12):.0f} Z" fill="{random.choice(["#4a4456","#1d1d29","#5a4d55"])}" opacity=".45"/>')
# museum buildings
a('<g><path d="M880 556 V506 H1050 V556 Z" fill="#6d6a80"/><path d="M868 508 L890 474 H1040 L1062 508 Z" fill="#3a3a50"/><rect x="1006" y="452" width="16" height="34" fill="#55536a"/>')
for x in (898,930,962,994,1022): a(f'<rect x="{x}" y="518" width="14" height="22" fill="#ffd88f"/><rect x="{x+6.4}" y="518" width="1.4" height="22" fill="#8b6f4d"/>')
a('<path d="M1050 556 V520 H1130 V556 Z" fill="#5b5a70"/><path d="M1042 522 L1058 498 H1124 L1140 522 Z" fill="#33334a"/><rect x="1068" y="528" width="12" height="16" fill="#ffd88f"/><rect x="1098" y="528" width="12" height="28" fill="#2a2636"/></g>')
# tower
a('<path d="M768 558 L780 258 H820 L834 558 Z" fill="url(#tower)"/>')
for (y0,y1) in [(330,372),(440,486)]:
    f=lambda y,s: (768+ (558-y)/300*12) if s<0 else (834-(558-y)/300*14)
    a(f'<path d="M{f(y0,-1):.1f} {y0} L{f(y0,1):.1f} {y0} L{f(y1,1):.1f} {y1} L{f(y1,-1):.1f} {y1} Z" fill="#a33f35" opacity=".82"/>')
for y in (300,402,506): a(f'<rect x="794" y="{y}" width="9" height="16" rx="4" fill="#2c3150"/><rect x="796" y="{y+2}" width="5" height="11" rx="2.5" fill="#ffcf7d" opacity=".9"/>')
a('<path d="M796 558 v-26 q7 -10 14 0 v26 Z" fill="#2c2a3c"/>')
a('<rect x="768" y="248" width="64" height="11" rx="2" fill="#3b405c"/><g stroke="#3b405c" stroke-width="2">'+''.join(f'<line x1="{x}" y1="236" x2="{x}" y2="249"/>' for x in range(770,832,6))+'<line x1="768" y1="236" x2="832" y2="236"/></g>')
a('<rect x="784" y="200" width="32" height="48" fill="#fff0bd"/><g stroke="#454a66" stroke-width="1.6">'+''.join(f'<line x1="{x}" y1="200" x2="{x}" y2="248"/>' for x in (784,792,800,808,816))+'<line x1="784" y1="216" x2="816" y2="216"/><line x1="784" y1="232" x2="816" y2="232"/></g>')
a('<path d="M780 201 C784 180 816 180 820 201 Z" fill="#8f3a33"/><rect x="798" y="168" width="4" height="16" fill="#454a66"/><circle cx="800" cy="167" r="3.4" fill="#caa35a"/>')
a('<circle cx="800" cy="221" r="92" fill="url(#glow)"/><circle cx="800" cy="221" r="26" fill="#fffbe6" filter="url(#soft)"/>')
# people on the path, gulls
for (x,h) in [(856,17),(866,15),(1004,16)]: a(f'<ellipse cx="{x}" cy="{558-h/2}" rx="3.2" ry="{h/2}" fill="#1d1d2b"/><circle cx="{x}" cy="{558-h-2}" r="2.6" fill="#1d1d2b"/>')
for (x,y,s) in [(420,250,1),(460,272,.8),(384,286,.7),(1100,300,.9)]: a(f'<path d="M{x-14*s} {y} q{7*s} {-7*s} {14*s} 0 q{7*s} {-7*s} {14*s} 0" fill="none" stroke="#20263f" stroke-width="{2.2*s}" stroke-linecap="round"/>')
a('<ellipse cx="640" cy="566" rx="420" ry="16" fill="#f0c48a" opacity=".22" filter="url(#mist)"/>')
a(f'<rect width="{W}" height="{H}" filter="url(#grain)" opacity=".55"/></svg>')
open('lighthouse-at-dusk.svg','w').write('\n'.join(o))
# ---- the lens
W,H=1000,1200
o=[];a=o.append
a(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" width="{W}" height="{H}">')
a('''<defs>
<radialGradient id="room" cx=".5" cy=".42" r=".8"><stop offset="0" stop-color="#4a4438"/><stop offset=".5" stop-color="#262630"/><stop offset="1" stop-color="#0d0f16"/></radialGradient>
<linearGradient id="brass" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#6b4f20"/><stop offset=".3" stop-color="#e9cf8d"/><stop offset=".55" stop-color="#b48a3d"/><stop offset="1" stop-color="#5a4119"/></linearGradient>
<linearGradient id="glass" x1="0" y1="0" x2="1" y2=".35"><stop offset="0" stop-color="#cfe6e2"/><stop offset=".28" stop-color="#5f9a9c"/><stop offset=".5" stop-color="#eef7ee"/><stop offset=".72" stop-color="#4a7f8a"/><stop offset="1" stop-color="#a9cdd0"/></linearGradient>
<linearGradient id="glass2" x1="1" y1="0" x2="0" y2=".4"><stop offset="0" stop-color="#7fb2b2"/><stop offset=".4" stop-color="#264e5a"/><stop offset=".62" stop-color="#d5ece6"/><stop offset="1" stop-color="#2d5862"/></linearGradient>
<radialGradient id="eye"><stop offset="0" stop-color="#fffdf0"/><stop offset=".35" stop-color="#ffeebb"/><stop offset=".8" stop-color="#c8b07a"/><stop offset="1" stop-color="#6f8f8c"/></radialGradient>
<radialGradient id="halo"><stop offset="0" stop-color="#fff3c8" stop-opacity=".8"/><stop offset="1" stop-color="#fff3c8" stop-opacity="0"/></radialGradient>
<linearGradient id="floor" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#3a3026"/><stop offset="1" stop-color="#14110e"/></linearGradient>
<filter id="soft"><feGaussianBlur stdDeviation="10"/></filter><filter id="tiny"><feGaussianBlur stdDeviation=".7"/></filter>
<filter id="grain" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".9" numOctaves="2" seed="9"/><feColorMatrix values="0 0 0 0 .5  0 0 0 0 .5  0 0 0 0 .5  0 0 0 .15 0"/></filter>
<clipPath id="shape"><path d="M500 92 C640 110 720 250 732 520 C726 740 660 860 620 900 H380 C340 860 274 740 268 520 C280 250 360 110 500 92 Z"/></clipPath>
</defs>''')
a(f'<rect width="{W}" height="{H}" fill="url(#room)"/>')
# room: tall windows of the lantern
for i,x in enumerate(range(-20,1060,120)):
    a(f'<rect x="{x}" y="0" width="6" height="960" fill="#12141c"/>')
    a(f'<rect x="{x+6}" y="40" width="114" height="880" fill="#33405a" opacity="{.18+.05*(i%3)}"/>')
for y in (230,470,710): a(f'<rect x="0" y="{y}" width="{W}" height="4" fill="#12141c"/>')
a(f'<rect y="980" width="{W}" height="220" fill="url(#floor)"/>')
for i in range(14): a(f'<path d="M{500+(i-7)*60} 980 L{500+(i-7)*190} 1200" stroke="#1a140e" stroke-width="2"/>')
a('<ellipse cx="500" cy="520" rx="420" ry="440" fill="url(#halo)" opacity=".5"/>')
a('<g clip-path="url(#shape)"><rect x="250" y="80" width="500" height="840" fill="#173038"/>')
# upper prisms: arcs
for i in range(19):
    y=112+i*12.6; sag=26+i*1.2; g='glass' if i%2 else 'glass2'
    a(f'<path d="M240 {y+sag:.1f} Q500 {y-sag:.1f} 760 {y+sag:.1f}" fill="none" stroke="url(#{g})" stroke-width="9.4"/><path d="M240 {y+sag-4.2:.1f} Q500 {y-sag-4.2:.1f} 760 {y+sag-4.2:.1f}" fill="none" stroke="#f6fff9" stroke-width="1" opacity=".65"/>')
for i in range(16):
    y=716+i*12.8; sag=-(30-i*.6); g='glass' if i%2 else 'glass2'
    a(f'<path d="M240 {y+sag:.1f} Q500 {y-sag:.1f} 760 {y+sag:.1f}" fill="none" stroke="url(#{g})" stroke-width="9.4"/><path d="M240 {y+sag+4.2:.1f} Q500 {y-sag+4.2:.1f} 760 {y+sag+4.2:.1f}" fill="none" stroke="#f6fff9" stroke-width="1" opacity=".5"/>')
# bull's eye with rings
a('<circle cx="500" cy="520" r="186" fill="#1a3a42"/>')
for i in range(14,0,-1):
    r=34+i*10.6; g='glass' if i%2 else 'glass2'
    a(f'<circle cx="500" cy="520" r="{r:.1f}" fill="none" stroke="url(#{g})" stroke-width="8.6"/><circle cx="500" cy="520" r="{r+3.9:.1f}" fill="none" stroke="#fbfff8" stroke-width=".9" opacity=".7"/>')
a('<circle cx="500" cy="520" r="38" fill="url(#eye)"/></g>')
# side panels' brass ribs
for d in (-1,1):
    a(f'<path d="M{500+d*30} 96 C{500+d*160} 190 {500+d*196} 330 {500+d*196} 520 C{500+d*196} 700 {500+d*150} 830 {500+d*96} 900" fill="none" stroke="url(#brass)" stroke-width="9"/>')
a('<circle cx="500" cy="520" r="192" fill="none" stroke="url(#brass)" stroke-width="11"/>')
a('<path d="M500 92 C640 110 720 250 732 520 C726 740 660 860 620 900 H380 C340 860 274 740 268 520 C280 250 360 110 500 92 Z" fill="none" stroke="url(#brass)" stroke-width="15"/>')
a('<path d="M276 388 H724 M276 652 H724" stroke="url(#brass)" stroke-width="9"/>')
a('<rect x="470" y="62" width="60" height="40" rx="8" fill="url(#brass)"/>')
# carriage
a('<rect x="352" y="898" width="296" height="30" rx="5" fill="url(#brass)"/><rect x="318" y="926" width="364" height="46" rx="6" fill="#2a2c33"/><rect x="318" y="930" width="364" height="5" fill="#565a66"/>')
for x in range(338,680,38): a(f'<circle cx="{x}" cy="984" r="14" fill="url(#brass)"/><circle cx="{x}" cy="984" r="5" fill="#32281a"/>')
a('<rect x="296" y="998" width="408" height="26" rx="4" fill="#1d1f26"/><path d="M396 1024 L360 1130 H640 L604 1024 Z" fill="#23262e"/><rect x="330" y="1128" width="340" height="20" rx="3" fill="#15171d"/>')
# light
a('<circle cx="500" cy="520" r="150" fill="url(#halo)"/><g opacity=".55" filter="url(#soft)"><rect x="60" y="514" width="880" height="9" rx="4" fill="#fff6d8"/><rect x="496" y="250" width="8" height="540" rx="4" fill="#fff6d8"/></g>')
# a conservator, for the size
a('<g fill="#0e1016"><circle cx="826" cy="716" r="25"/><path d="M790 760 C800 742 852 742 862 760 L874 880 L858 884 L862 1118 H838 L828 930 L818 1118 H794 L796 884 L776 872 Z"/><path d="M792 762 L742 800 L712 772 L706 782 L740 824 L800 796 Z"/></g><path d="M806 704 q20 -16 40 0" stroke="#8a744a" stroke-width="2" fill="none" opacity=".7"/>')
a(f'<rect width="{W}" height="{H}" filter="url(#grain)" opacity=".55"/></svg>')
open('lens-restored-0412.svg','w').write('\n'.join(o))
# ---- floor plan (A4 landscape)
W,H=842,595
o=[];a=o.append
a(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" width="{W}" height="{H}" font-family="DejaVu Sans">')
a('<rect width="842" height="595" fill="#fff"/>')
a('<text x="40" y="52" font-size="20" font-weight="bold" fill="#1d1c1a">Kept Lights: the new gallery</text><text x="40" y="72" font-size="10.500" fill="#55524c">Skerry Point Lighthouse Museum, ground floor of the Lantern Wing. Open to the public from 5 December 2026.</text>')
wall='fill="none" stroke="#1d1c1a" stroke-width="5" stroke-linejoin="miter"'
a('<rect x="80" y="110" width="560" height="300" fill="#f6f2ea"/>')
for (x,y,w,h,c) in [(80,110,180,150,'#f3ead8'),(260,110,200,150,'#e6ecef'),(460,110,180,150,'#f3ead8'),(80,260,180,150,'#e6ecef'),(260,260,200,150,'#faf6ee'),(460,260,180,150,'#e9efe4')]:
    a(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{c}"/>')
a(f'<rect x="80" y="110" width="560" height="300" {wall}/>')
for d in ['M260 110 V212 M260 252 V260','M460 110 V212 M460 252 V260','M80 260 H140 M190 260 H330 M390 260 H520 M575 260 H640','M260 260 V300 M260 350 V410','M460 260 V300 M460 350 V410']:
    a(f'<path d="{d}" fill="none" stroke="#1d1c1a" stroke-width="3.500"/>')
a('<rect x="330" y="406" width="60" height="9" fill="#fff"/><path d="M330 410 a60 60 0 0 0 60 60 M390 410 V470" fill="none" stroke="#8a867d" stroke-width="1"/>')
a('<circle cx="720" cy="260" r="72" fill="#faf3dd"/><circle cx="720" cy="260" r="72" fill="none" stroke="#1d1c1a" stroke-width="6"/><rect x="636" y="238" width="18" height="44" fill="#faf3dd"/><path d="M640 236 H652 M640 284 H652" stroke="#1d1c1a" stroke-width="4"/>')
for r in (12,20,28,36): a(f'<circle cx="720" cy="260" r="{r}" fill="none" stroke="#b48a3d" stroke-width="2"/>')
rooms=[(170,180,'1','The first keepers','1874 to 1901'),(360,180,'2','Letters home','five families'),(550,180,'3','War and blackout','1914 to 1945'),(170,330,'4','School room','32 places'),(360,330,'5','Entrance','tickets, cloakroom'),(550,330,'6','The last watch','1988')]
for (x,y,n,t,s) in rooms:
    a(f'<circle cx="{x}" cy="{y-22}" r="11" fill="#234f7d"/><text x="{x}" y="{y-18}" font-size="11.500" font-weight="bold" fill="#fff" text-anchor="middle">{n}</text><text x="{x}" y="{y+8}" font-size="12" font-weight="bold" fill="#1d1c1a" text-anchor="middle">{t}</text><text x="{x}" y="{y+24}" font-size="9.500" fill="#55524c" text-anchor="middle">{s}</text>')
a('<circle cx="720" cy="214" r="11" fill="#234f7d"/><text x="720" y="218" font-size="11.500" font-weight="bold" fill="#fff" text-anchor="middle">7</text><text x="720" y="352" font-size="12" font-weight="bold" text-anchor="middle" fill="#1d1c1a">The lens of 1874</text><text x="720" y="367" font-size="9.500" fill="#55524c" text-anchor="middle">tower, 93 steps or lift</text>')
a('<path d="M360 470 V372 M345 292 V232 H180 M375 292 V232 H540 M580 240 L628 256" stroke="#a33f35" stroke-width="2.500" stroke-dasharray="6 5" fill="none"/>')
a('<path d="M80 455 H240" stroke="#1d1c1a" stroke-width="1.500"/><path d="M80 450 v10 M160 450 v10 M240 450 v10" stroke="#1d1c1a" stroke-width="1.500"/><text x="80" y="476" font-size="9.500" fill="#55524c">0</text><text x="150" y="476" font-size="9.500" fill="#55524c">5 m</text><text x="226" y="476" font-size="9.500" fill="#55524c">10 m</text>')
a('<g transform="translate(760 470)"><circle r="22" fill="none" stroke="#1d1c1a"/><path d="M0 -18 L6 8 L0 3 L-6 8 Z" fill="#1d1c1a"/><text y="-27" font-size="10" text-anchor="middle" fill="#1d1c1a">N</text></g>')
a('<text x="40" y="540" font-size="9.500" fill="#55524c">All rooms are on one level. Wheelchairs reach every room and, by lift, the lens. The dashed line is the way through the gallery.</text><text x="40" y="556" font-size="9.500" fill="#55524c">May be used free of charge with this story. Credit: Harbour Trust.</text></svg>')
open('floor-plan-kept-lights.svg','w').write('\n'.join(o))
# ---- keeper's letter
W,H=1000,720
o=[];a=o.append
a(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" width="{W}" height="{H}">')
a('''<defs><linearGradient id="desk" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#6a4a30"/><stop offset="1" stop-color="#2f2017"/></linearGradient>
<linearGradient id="paper" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f3e6c8"/><stop offset=".6" stop-color="#e6d3a8"/><stop offset="1" stop-color="#cdb482"/></linearGradient>
<filter id="soft"><feGaussianBlur stdDeviation="12"/></filter>
<filter id="wood" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".004 .16" numOctaves="3" seed="2"/><feColorMatrix values="0 0 0 0 .12  0 0 0 0 .07  0 0 0 0 .03  0 0 0 .7 -.1"/></filter>
<filter id="fibre" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency=".35" numOctaves="3" seed="7"/><feColorMatrix values="0 0 0 0 .45  0 0 0 0 .33  0 0 0 0 .16  0 0 0 .22 -.02"/></filter></defs>''')
a(f'<rect width="{W}" height="{H}" fill="url(#desk)"/><rect width="{W}" height="{H}" filter="url(#wood)"/>')
def sheet(x,y,w,h,rot,lines,seed):
    random.seed(seed)
    a(f'<g transform="rotate({rot} {x+w/2} {y+h/2})"><rect x="{x+8}" y="{y+12}" width="{w}" height="{h}" fill="#000" opacity=".5" filter="url(#soft)"/><rect x="{x}" y="{y}" width="{w}" height="{h}" fill="url(#paper)"/>')
    a(f'<path d="M{x} {y+h*.5:.0f} H{x+w}" stroke="#a98f5d" stroke-width="2" opacity=".5"/>')
    yy=y+64
    for n in range(lines):
        xx=x+44+ (30 if n==1 else 0) + (w*.5 if n==0 else 0); end=x+w-40-random.uniform(0,50) if n<lines-1 else x+w*.55
        d=[]
        while xx<end:
            word=random.uniform(26,86); k=int(word/7); d.append(f'M{xx:.1f} {yy:.1f}')
            for j in range(k):
                up=random.choice([-5,-7,-7,-15,-16,7,9]); d.append(f'q{2.2:.1f} {up:.1f} {5+random.uniform(-.6,.6):.1f} {random.uniform(-.6,.6):.1f}')
            xx+=word*.72+13
        a(f'<path d="{" ".join(d)}" fill="none" stroke="#2b2a3d" stroke-width="1.500" stroke-linecap="round" opacity=".86"/>')
        yy+=31
    a('</g>')
sheet(470,60,420,560,7,15,5)
sheet(120,70,440,590,-5,16,11)
a('<g transform="rotate(-32 760 560)"><rect x="640" y="548" width="300" height="11" rx="5" fill="#1c1a1e"/><path d="M640 548 L606 553.500 L640 559 Z" fill="#caa35a"/><rect x="690" y="548" width="8" height="11" fill="#caa35a"/></g>')
a('<circle cx="190" cy="610" r="30" fill="#7e2a24" opacity=".92"/><circle cx="190" cy="610" r="20" fill="none" stroke="#a94a3f" stroke-width="3"/><path d="M190 596 v28 M180 602 l10 -8 l10 8" stroke="#a94a3f" stroke-width="3" fill="none"/>')
a(f'<rect width="{W}" height="{H}" filter="url(#fibre)" opacity=".5"/></svg>')
open('keepers-letters.svg','w').write('\n'.join(o))
