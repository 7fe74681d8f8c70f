; run
; Outlined loops take their constants as parameters, where 0 and -0 must not be one.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %loop ]
  %s = phi double [ 0.0, %entry ], [ %more, %loop ]
  %a = call double @llvm.copysign.f64(double %i, double -0.0)
  %b = call double @llvm.copysign.f64(double %i, double 0.0)
  %d = fmul double %b, 3.0
  %e = fadd double %a, %d
  %more = fadd double %s, %e
  %next = fadd double %i, 1.0
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  ret double %more
}

; call: f(1)
; does: 0
; call: f(5)
; does: 20
; call: f(300)
; does: 89700
