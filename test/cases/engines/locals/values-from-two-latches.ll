; run
; %b is needed where %d is computed, so not both of them are in the local of %a.
define double @f(double %x) {
entry:
  br label %first
first:
  %a = phi double [ %x, %entry ], [ %a, %first ], [ %d, %second ]
  %dead = phi double [ 0.0, %entry ], [ %b, %first ], [ %e, %second ]
  %b = fadd double %a, %a
  %t = call double @choose(double %a)
  %c = fcmp une double %t, 0.0
  br i1 %c, label %first, label %second
second:
  %d = fadd double %b, %a
  %e = call double @nine()
  br label %first
}

declare double @choose(double)
declare double @nine()

; choices: 0 1 0 0
; call: f(1)
; does: choose(1) nine() choose(3) choose(3) nine() choose(9) nine() choose(27) nine() choose(81) choose(81) nine() choose(243) nine() choose(729) nine() choose(2187) choose(2187) nine() choose(6561) nine() choose(19683) nine() choose(59049) choose(59049) nine() choose(177147) nine() choose(531441) nine() choose(1594323) choose(1594323) nine() choose(4782969) nine() choose(14348907) nine() choose(43046721) choose(43046721) nine() choose(129140163) nine() choose(387420489) nine() choose(1162261467) choose(1162261467) nine() choose(3486784401) nine() choose(10460353203) nine() choose(31381059609) choose(31381059609) nine() choose(94143178827) nine() choose(282429536481) nine() choose(847288609443) choose(847288609443) nine() choose(2541865828329) nine() choose(7625597484987) nine() choose(22876792454961) choose(22876792454961) nine() choose(68630377364883) nine() choose(205891132094649) stop
; call: f(4503599627370497)
; does: choose(4503599627370497) nine() choose(13510798882111492) choose(13510798882111492) nine() choose(40532396646334480) nine() choose(121597189939003440) nine() choose(364791569817010300) choose(364791569817010300) nine() choose(1094374709451030900) nine() choose(3283124128353092600) nine() choose(9849372385059279000) choose(9849372385059279000) nine() choose(29548117155177837000) nine() choose(88644351465533500000) nine() choose(265933054396600520000) choose(265933054396600520000) nine() choose(797799163189801500000) nine() choose(2.393397489569405e+21) nine() choose(7.180192468708214e+21) choose(7.180192468708214e+21) nine() choose(2.1540577406124642e+22) nine() choose(6.462173221837393e+22) nine() choose(1.9386519665512177e+23) choose(1.9386519665512177e+23) nine() choose(5.815955899653653e+23) nine() choose(1.744786769896096e+24) nine() choose(5.234360309688288e+24) choose(5.234360309688288e+24) nine() choose(1.5703080929064865e+25) nine() choose(4.710924278719459e+25) nine() choose(1.4132772836158377e+26) choose(1.4132772836158377e+26) nine() choose(4.239831850847513e+26) nine() choose(1.271949555254254e+27) nine() choose(3.815848665762762e+27) choose(3.815848665762762e+27) nine() choose(1.1447545997288286e+28) nine() choose(3.434263799186486e+28) nine() choose(1.0302791397559457e+29) choose(1.0302791397559457e+29) nine() choose(3.090837419267837e+29) nine() choose(9.272512257803511e+29) stop
