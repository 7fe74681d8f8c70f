; run: eliminate-tail-recursion
; On the other way something else is returned.
define double @f(double %n) {
entry:
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %end, label %more
more:
  %1 = call double @f(double 0.0)
  %d = fcmp olt double %1, 2.0
  br i1 %d, label %end, label %other
other:
  br label %end
end:
  %r = phi double [ %n, %entry ], [ %1, %more ], [ 7.0, %other ]
  ret double %r
}

; expect: unchanged
