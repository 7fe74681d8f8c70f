; run: simplify
; All pure operations on constants are done at once; the sign of a NaN is not known.
define double @f(double %x) {
entry:
  %a = fadd double 1.0, 2.0
  %b = fdiv double %a, 0.0
  %c = call double @llvm.sqrt.f64(double %a)
  %d = fcmp ult double %a, %b
  %e = select i1 %d, double %c, double %x
  %n = fdiv double 0.0, 0.0
  %g = call double @llvm.copysign.f64(double %e, double %n)
  ret double %e
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @llvm.copysign.f64(double 0x3FFBB67AE8584CAA, double 0x7FF8000000000000)
  ret double 0x3FFBB67AE8584CAA
}

declare double @llvm.copysign.f64(double, double)
