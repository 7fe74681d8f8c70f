; run: simplify
; No magnitude is less than zero, but numbers are; that one is at least zero holds for all.
define double @f(double %x) {
entry:
  %m = call double @llvm.fabs.f64(double %x)
  %a = fcmp ult double %m, 0.0
  %b = fcmp oge double %m, 0.0
  %c = uitofp i1 %a to double
  %d = uitofp i1 %b to double
  %r = fsub double %c, %d
  ret double %r
}

; expect: unchanged
