; run: mark-tail-calls
; Each arm returns what it has; the join goes, as nothing is left that leads there.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  %a = call double @g(double %x)
  br label %end
else:
  %b = call double @h(double %x)
  br label %end
end:
  %r = phi double [ %a, %then ], [ %b, %else ]
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fcmp olt double %x, 1.0
  br i1 %0, label %then, label %else
then:
  %1 = tail call double @g(double %x)
  ret double %1
else:
  %2 = tail call double @h(double %x)
  ret double %2
}

declare double @g(double)
declare double @h(double)
