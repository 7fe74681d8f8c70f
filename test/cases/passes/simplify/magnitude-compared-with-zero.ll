; run: simplify
; A magnitude is 0 if the number is; that it is less than 1 is another matter.
define double @f(double %x) {
entry:
  %m = call double @llvm.fabs.f64(double %x)
  %a = fcmp one double %m, 0.0
  %b = fcmp olt double %m, 1.0
  %c = and i1 %a, %b
  %r = uitofp i1 %c to double
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @llvm.fabs.f64(double %x)
  %1 = fcmp one double %x, 0.0
  %2 = fcmp olt double %0, 1.0
  %3 = and i1 %1, %2
  %4 = uitofp i1 %3 to double
  ret double %4
}

declare double @llvm.fabs.f64(double)
