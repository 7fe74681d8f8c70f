; run
; Each exit takes other values along, and two exits meet before the end.
define double @f(double %n) {
entry:
  %rest = call double @fmod(double %n, double 3.0)
  %kind = fcmp oeq double %rest, 0.0
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %latch ]
  %x = phi double [ 1.0, %entry ], [ %y, %latch ]
  %c = fcmp olt double %i, %n
  br i1 %c, label %body, label %exit
body:
  %h = fmul double %x, 0.5
  %y = fadd double %h, %i
  %limit = fsub double %n, 10.0
  %near = fcmp ogt double %i, %limit
  %both = and i1 %near, %kind
  br i1 %both, label %early, label %latch
latch:
  %next = fadd double %i, 1.0
  %far = fcmp ogt double %next, 20500.0
  br i1 %far, label %early, label %loop
early:
  %e = phi double [ %y, %body ], [ %next, %latch ]
  %f = phi double [ %x, %body ], [ %h, %latch ]
  %g = fsub double %e, %f
  br label %exit
exit:
  %r = phi double [ %x, %loop ], [ %g, %early ]
  ret double %r
}

declare double @fmod(double, double)

; call: f(0)
; does: fmod(0, 3) 1
; call: f(1)
; does: fmod(1, 3) 0.5
; call: f(2)
; does: fmod(2, 3) 1.25
; call: f(99)
; does: fmod(99, 3) 2
; call: f(100)
; does: fmod(100, 3) 196
; call: f(101)
; does: fmod(101, 3) 198
; call: f(10099)
; does: fmod(10099, 3) 20194
; call: f(10100)
; does: fmod(10100, 3) 20196
; call: f(10101)
; does: fmod(10101, 3) 2
; call: f(20101)
; does: fmod(20101, 3) 40198
; call: f(35000)
; does: fmod(35000, 3) 3
