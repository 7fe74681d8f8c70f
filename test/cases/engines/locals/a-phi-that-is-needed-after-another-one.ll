; run
; %q takes %p, which is read after it.
define double @f(double %a, double %b) {
entry:
  %c = fcmp olt double %a, %b
  br i1 %c, label %then, label %else
then:
  %x = fmul double %a, 3.0
  br label %join
else:
  %y = fmul double %b, 5.0
  br label %join
join:
  %p = phi double [ %x, %then ], [ %y, %else ]
  %d = fcmp olt double %a, 2.0
  br i1 %d, label %end, label %other
other:
  %z = fadd double %a, %b
  br label %end
end:
  %q = phi double [ %p, %join ], [ %z, %other ]
  %r = fsub double %p, %q
  ret double %r
}

; call: f(1, 2)
; does: 0
; call: f(2, 3)
; does: 1
; call: f(3, 2)
; does: 5
