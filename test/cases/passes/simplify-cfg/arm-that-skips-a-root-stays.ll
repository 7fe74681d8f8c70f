; run: simplify-cfg
; The branch skips the square root, which logic would wait for.
define double @f(double %x, double %y) {
entry:
  %root = call double @llvm.sqrt.f64(double %y)
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %endif
then:
  %b = fcmp olt double %root, %x
  br label %endif
endif:
  %r = phi i1 [ %b, %then ], [ false, %entry ]
  %s = uitofp i1 %r to double
  ret double %s
}

; expect: unchanged
