; run: recognize-intrinsics
; The name means what the module defines.
define double @f(double %x) {
entry:
  %a = call double @sqrt(double %x)
  ret double %a
}
define double @sqrt(double %x) {
entry:
  %a = fadd double %x, 1.0
  ret double %a
}

; expect: unchanged
