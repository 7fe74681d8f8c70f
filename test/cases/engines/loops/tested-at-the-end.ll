; run
; Values that went round the loop, or were computed in its last iteration, are used after it.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %loop ]
  %a = phi double [ 1.0, %entry ], [ %b, %loop ]
  %b = phi double [ 2.0, %entry ], [ %a, %loop ]
  %sum = phi double [ 0.0, %entry ], [ %more, %loop ]
  %dead = phi double [ 0.0, %entry ], [ %sum, %loop ]
  %odd = phi i1 [ false, %entry ], [ %even, %loop ]
  %even = xor i1 %odd, true
  %more = fadd double %sum, %a
  %next = fadd double %i, 1.0
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  %u = uitofp i1 %even to double
  %r0 = fmul double %more, 7.0
  %r1 = fadd double %r0, %u
  %r2 = fmul double %i, %a
  %r3 = fadd double %r1, %r2
  %r4 = fsub double %r3, %next
  ret double %r4
}

; call: f(0)
; does: 7
; call: f(1)
; does: 7
; call: f(2)
; does: 21
; call: f(99)
; does: 1036
; call: f(100)
; does: 1148
; call: f(101)
; does: 1057
; call: f(102)
; does: 1171
; call: f(1000)
; does: 11498
; call: f(10099)
; does: 106036
; call: f(10100)
; does: 116148
; call: f(10101)
; does: 106057
; call: f(10102)
; does: 116171
; call: f(20101)
; does: 211057
; call: f(35000)
; does: 402498
