; run
; No edge writes a phi that nothing reads; the call for it is made all the same.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  br label %merge
else:
  %y = call double @observe(double %x)
  br label %merge
merge:
  %dead = phi double [ 0.0, %then ], [ %y, %else ]
  ret double 1.0
}

declare double @observe(double)

; call: f(0)
; does: 1
; call: f(2)
; does: observe(2) 1
