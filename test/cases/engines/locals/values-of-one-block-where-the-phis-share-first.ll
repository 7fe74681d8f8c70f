; run
; The same with the operands of %p the other way round: %p joins %v before it meets %x.
define double @f(double %a, double %b) {
entry:
  %c = fcmp olt double %a, %b
  br i1 %c, label %split, label %other
split:
  %x = fmul double %a, 3.0
  %y = fmul double %x, %b
  %d = fcmp olt double %y, 7.0
  br i1 %d, label %join, label %end
other:
  br label %join
join:
  %v = phi double [ %y, %split ], [ %b, %other ]
  br label %end
end:
  %p = phi double [ %v, %join ], [ %x, %split ]
  ret double %p
}

; call: f(1, 2)
; does: 6
; call: f(2, 3)
; does: 6
; call: f(3, 2)
; does: 2
