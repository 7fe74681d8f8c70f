; run: recognize-intrinsics
; Each is one instruction; `rint` rounds to even as `nearbyint` does.
define double @f(double %x) {
entry:
  %a = call double @sqrt(double %x)
  %b = call double @floor(double %a)
  %c = call double @ceil(double %b)
  %d = call double @trunc(double %c)
  %e = call double @fabs(double %d)
  %g = call double @nearbyint(double %e)
  %h = call double @rint(double %g)
  ret double %h
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @llvm.sqrt.f64(double %x)
  %1 = call double @llvm.floor.f64(double %0)
  %2 = call double @llvm.ceil.f64(double %1)
  %3 = call double @llvm.trunc.f64(double %2)
  %4 = call double @llvm.fabs.f64(double %3)
  %5 = call double @llvm.nearbyint.f64(double %4)
  %6 = call double @llvm.nearbyint.f64(double %5)
  ret double %6
}

declare double @llvm.sqrt.f64(double)
declare double @llvm.floor.f64(double)
declare double @llvm.ceil.f64(double)
declare double @llvm.trunc.f64(double)
declare double @llvm.fabs.f64(double)
declare double @llvm.nearbyint.f64(double)
