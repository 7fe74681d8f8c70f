; run: recognize-intrinsics
; The library has no such function.
define double @f(double %x) {
entry:
  %a = call double @floor(double %x, double %x)
  ret double %a
}

; expect: unchanged
