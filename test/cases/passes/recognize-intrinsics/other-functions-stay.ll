; run: recognize-intrinsics
; They are several instructions, or have bits that engines choose.
define double @f(double %x) {
entry:
  %a = call double @sin(double %x)
  %b = call double @copysign(double %a, double %x)
  ret double %b
}

; expect: unchanged
